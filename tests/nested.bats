#!/usr/bin/env bats
# lexicons/*.tsv: terms within terms and beside each other, of one layer and of several.  nested.tsv has a phrase, all
# matches of all layers in their order (`concept=words`, with `; ` between), and what is to be seen in it.  What is
# expected was written down before it was run; where the two differed the entry or the expectation was put right.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

PHRASES=$ROOT/tests/nested.tsv

# The matches of a tagged stream, a line a sentence.
matches() {
    awk -F '\t' '
        function flush(    i, line) {
            for (i = 1; i <= n; i++)
                line = line (i > 1 ? "; " : "") concept[order[i]] "=" words[order[i]]
            if (tokens)
                print line
            n = tokens = 0
            split("", concept); split("", words); split("", held)
        }
        /^#/ { next }
        $0 == "" { flush(); next }
        {
            tokens++
            glue = $3 ~ /SpaceAfter=No/ ? "" : " "
            k = $5 == "*" ? 0 : split($5, cells, ";")
            for (i = 1; i <= k; i++) {
                id = cells[i]; sub(/:.*/, "", id)
                if (cells[i] ~ /:/) {
                    order[++n] = id
                    concept[id] = cells[i]; gsub(/^[0-9]*:|@.*/, "", concept[id])
                }
                words[id] = words[id] held[id] $2
                held[id] = glue
            }
        }
        END { flush() }'
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    tail -n +2 "$PHRASES" >rows
}

@test "each phrase has the matches that it should have, of all layers" {
    cut -f 1 rows | sed G | gm tokenize -l en | gm stem | gm tag -l "$ROOT/lexicons" | matches >got
    assert_equal "$(wc -l <got)" "$(wc -l <rows)" "number of sentences"
    assert_equal "$(paste <(cut -f 1 rows) got)" "$(cut -f 1,2 rows)"
}

@test "each concept of the English lexicons is in a phrase, beside another match" {
    awk -F '\t' 'FNR > 1 && !/^#/ && NF == 6 && $4 != "none-known" && ($2 == "en" || $2 == "*") { print $1 }' "$ROOT"/lexicons/*.tsv | sort -u >concepts
    grep -c . concepts | grep -qxE '1[0-9][0-9]'
    cut -f 2 rows | grep -F '; ' | sed 's/; /\n/g' | sed 's/=.*//' | sort -u >seen
    assert_equal "$(comm -23 concepts seen)" "" "concepts without a phrase"
    assert_equal "$(comm -13 concepts seen)" "" "expected concepts that do not exist"
}

@test "no phrase stands twice" {
    assert_equal "$(cut -f 1 rows | sort | uniq -d)" ""
}
