#!/usr/bin/env bats
# gm-stem without exceptions gives what Snowball's own program gives, for every algorithm.
#
# Vocabulary: the matching forms of all words of LibreOffice's help and, where there is a folder $UD
# (default ../shared/ud), of its Universal Dependencies files; and, for scripts that these do not
# have, words made of random letters.

bats_require_minimum_version 1.5.0
load ../helper.bash

setup_file() {
    cd "$ROOT" || return 1
    export LC_ALL=C
    export VOCABULARY=$BATS_FILE_TMPDIR/words
    export HELP=/usr/share/libreoffice/help/en-US
    export FOLDER=${UD:-../shared/ud}
    # UD by name must be there; by default it may be missing.
    [ -z "${UD:-}" ] || [ -d "$UD" ] || { echo "no folder UD=$UD" >&2; return 1; }
    help_words >"$BATS_FILE_TMPDIR/help" || return 1
    ud_words >"$BATS_FILE_TMPDIR/ud" || return 1
    made_words >"$BATS_FILE_TMPDIR/made" || return 1
    sort -u "$BATS_FILE_TMPDIR/help" "$BATS_FILE_TMPDIR/ud" | matching_forms >"$BATS_FILE_TMPDIR/real"
    matching_forms <"$BATS_FILE_TMPDIR/made" | sort -u - "$BATS_FILE_TMPDIR/real" >"$VOCABULARY"
}

setup() {
    cd "$ROOT" || return 1
    export LC_ALL=C
    needs "libreoffice-help-en-us=test -d '$HELP'" 'libstemmer-tools=command -v stemwords'
}

help_words() {
    [ -d "$HELP" ] || return 0
    find "$HELP" -name '*.html' -print0 | sort -z | xargs -0 cat | sed 's/<[^>]*>/ /g' |
        LC_ALL=C.UTF-8 grep -oP "\p{L}[\p{L}\p{M}\p{N}'’]*"
}

ud_words() {
    [ -d "$FOLDER" ] || return 0
    cat "$FOLDER"/*.conllu | awk -F '\t' 'NF == 10 { print $2 }' | LC_ALL=C.UTF-8 grep -P '\p{L}'
}

# 6,000 words for each script, of 1 to 9 letters or marks; the same in every run.
made_words() {
    python3 - <<'PYTHON'
import sys, unicodedata
ranges = {"greek": (0x386, 0x3CF), "cyrillic": (0x430, 0x45F), "armenian": (0x561, 0x587), "hebrew": (0x5B0, 0x5F2),
          "arabic": (0x621, 0x652), "devanagari": (0x901, 0x94D), "tamil": (0xB82, 0xBCD)}
seed = 1
def random(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    return (seed >> 33) % n
for first, last in ranges.values():
    letters = [chr(c) for c in range(first, last + 1) if unicodedata.category(chr(c))[0] in "LM"]
    for _ in range(6000):
        word = "".join(letters[random(len(letters))] for _ in range(1 + random(9)))
        sys.stdout.buffer.write(word.encode() + b"\n")
PYTHON
}

# Words, one a line, to column 3 of gm-stem's lines, one a line.
stems() {
    awk 'BEGIN { print "# global.columns = ID FORM" } { print "1\t" $0 "\n" }' |
        gm stem --no-exceptions "$@" | awk -F '\t' 'NF == 3 { print $3 }'
}

# Without a language the form stays: its matching form.
matching_forms() {
    stems 2>/dev/null | grep -vx _ | sort -u
}

lines() {
    wc -l <"$1"
}

@test "the vocabulary is as large as it should be" {
    [ "$(lines "$BATS_FILE_TMPDIR/help")" -ge 500000 ]
    if [ -d "$FOLDER" ]; then
        [ "$(lines "$BATS_FILE_TMPDIR/real")" -ge 50000 ]
    else
        echo "# no folder $FOLDER: the words of LibreOffice's help alone" >&3
        [ "$(lines "$BATS_FILE_TMPDIR/real")" -ge 10000 ]
    fi
    [ "$(lines "$BATS_FILE_TMPDIR/made")" -eq 42000 ]
    [ "$(lines "$VOCABULARY")" -ge 45000 ]
    echo "# $(lines "$VOCABULARY") words, $(lines "$BATS_FILE_TMPDIR/real") of them from texts" >&3
}

@test "every algorithm gives the stems of stemwords" {
    local algorithm codes count=0 bad=0 changed
    while IFS=$'\t' read -r algorithm codes; do
        # stemwords writes nothing where a stemmer leaves nothing of a word: gm-stem keeps the word.
        stemwords -l "$algorithm" -i "$VOCABULARY" | paste "$VOCABULARY" - |
            awk -F '\t' '{ print $2 == "" ? $1 : $2 }' >"$BATS_TEST_TMPDIR/want"
        stems --lang "${codes%% *}" <"$VOCABULARY" >"$BATS_TEST_TMPDIR/got"
        [ "$(lines "$BATS_TEST_TMPDIR/want")" -eq "$(lines "$VOCABULARY")" ]
        changed=$(paste "$VOCABULARY" "$BATS_TEST_TMPDIR/got" | awk -F '\t' '$1 != $2' | wc -l)
        echo "# $algorithm: $(lines "$BATS_TEST_TMPDIR/got") words, $changed of them stemmed" >&3
        [ "$changed" -ge 50 ]
        if ! cmp "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"; then
            paste "$VOCABULARY" "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got" |
                awk -F '\t' '$2 != $3' | sed 5q
            bad=$((bad + 1))
        fi
        count=$((count + 1))
    done < <(gm stem --list-languages)
    [ "$count" -eq 28 ]
    [ "$bad" -eq 0 ]
}

@test "a cache of 16 forms gives the same stems" {
    local code
    for code in en de fr ga ta tr ar; do
        stems --lang "$code" <"$VOCABULARY" >"$BATS_TEST_TMPDIR/large"
        stems --lang "$code" --cache 16 <"$VOCABULARY" >"$BATS_TEST_TMPDIR/small"
        [ "$(lines "$BATS_TEST_TMPDIR/large")" -eq "$(lines "$VOCABULARY")" ]
        cmp "$BATS_TEST_TMPDIR/large" "$BATS_TEST_TMPDIR/small"
    done
}

@test "stems do not depend on the order of the words" {
    local code count=0
    tac "$VOCABULARY" >"$BATS_TEST_TMPDIR/reversed"
    while IFS=$'\t ' read -r _ code _; do
        stems --lang "$code" <"$VOCABULARY" >"$BATS_TEST_TMPDIR/forwards"
        stems --lang "$code" <"$BATS_TEST_TMPDIR/reversed" | tac >"$BATS_TEST_TMPDIR/backwards"
        [ "$(lines "$BATS_TEST_TMPDIR/forwards")" -eq "$(lines "$VOCABULARY")" ]
        cmp "$BATS_TEST_TMPDIR/forwards" "$BATS_TEST_TMPDIR/backwards"
        count=$((count + 1))
    done < <(gm stem --list-languages)
    [ "$count" -eq 28 ]
}
