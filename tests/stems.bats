#!/usr/bin/env bats
# lexicons/stems: which words of the field have one stem, and which must not.  The pairs stand in stems.tsv:
#   apart     libstemmer gives both one stem, the exceptions two
#   distinct  libstemmer gives two already (asked for often, so it shall stay)
#   together  both have one stem
# shellcheck disable=SC2016,SC2154

bats_require_minimum_version 1.5.0
load helper.bash

PAIRS=$ROOT/tests/stems.tsv

# The pairs with the stems that gm-stem gives with these options: LANG RELATION ONE OTHER STEM STEM.
stemmed_pairs() {
    tail -n +2 "$PAIRS" |
        awk -F '\t' 'BEGIN { print "# global.columns = ID FORM MISC" }
            { printf "# gm:lang = %s\n1\t%s\t_\n2\t%s\t_\n\n", $1, $3, $4 }' |
        gm stem "$@" | awk -F '\t' '/^1\t/ { one = $4 } /^2\t/ { print one "\t" $4 }' |
        paste <(tail -n +2 "$PAIRS") -
}

# Of the pairs of a relation, those whose stems are not as AWK-CONDITION ($5, $6) says.
wrong() { # RELATION AWK-CONDITION [OPTION...]
    local relation=$1 condition=$2
    shift 2
    stemmed_pairs "$@" >pairs
    awk -F '\t' -v relation="$relation" "
        NF != 6 { print \"no stems: \" \$0 }
        \$2 == relation && !($condition) { print }" pairs
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

@test "the list is whole: 150 pairs apart and 150 together in English, no other relation, no pair twice" {
    count() { tail -n +2 "$PAIRS" | cut -f 1,2 | grep -cxF "$1"; }
    (($(count $'en\tapart') >= 150))
    (($(count $'en\ttogether') >= 150))
    assert_equal "$(tail -n +2 "$PAIRS" | cut -f 2 | sort -u | tr '\n' ' ')" "apart distinct together "
    assert_equal "$(awk -F '\t' '{ print $1, ($3 < $4 ? $3 " " $4 : $4 " " $3) }' "$PAIRS" | sort | uniq -d)" ""
}

@test "what differs in meaning: one stem without the exceptions, two with them" {
    assert_equal "$(wrong apart '$5 == $6' --no-exceptions)" ""
    assert_equal "$(wrong apart '$5 != $6')" ""
}

@test "what libstemmer keeps apart stays so" {
    assert_equal "$(wrong distinct '$5 != $6' --no-exceptions)" ""
    assert_equal "$(wrong distinct '$5 != $6')" ""
}

@test "forms and spellings of one word have one stem" {
    assert_equal "$(wrong together '$5 == $6')" ""
}

# An exception is looked up by its form: what belongs to it and is missing would fall back on libstemmer.
@test "each language that has exceptions is tested" {
    assert_equal "$(cd "$ROOT/lexicons/stems" && printf '%s\n' *.tsv)" \
        "$(tail -n +2 "$PAIRS" | cut -f 1 | sed 's/^nb$/no/; s/$/.tsv/' | sort -u)"
}
