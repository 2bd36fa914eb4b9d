#!/usr/bin/env bats
# Lexicons and texts that are made to cost time or memory: a clear error, or an end.  The limits of
# `timeout` only catch what would never end.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    header=$'concept\tlang\tpattern\tstatus\tsource\tnote'
    columns='# global.columns = ID FORM MISC'
}

tag() {
    timeout 300 "$BIN/gm-tag" --no-exceptions -l lex.tsv "$@"
}

# lexicon PATTERN...
lexicon() {
    echo "$header" >lex.tsv
    for pattern; do printf 'a\ten\t%s\town\t\t\n' "$pattern"; done >>lex.tsv
}

# text FORM...: one sentence
text() {
    printf '%s\n# gm:lang = en\n' "$columns"
    printf '%s\n' "$@" | awk '{ print NR "\t" $0 "\t_" } END { print "" }'
}

@test "regular expressions that backtrack without end give up" {
    lexicon '/(a+)+[bc]/' '/(a|aa)*[bc]/' '/(.*)*(.*)*(.*)*[bc]/' '/(?:a?){40}a{40}[bc]/' '/((a*)*)*[bc]/' '/a*/'
    word=$(printf 'a%.0s' {1..60})
    # shellcheck disable=SC2046
    text $(for n in {1..200}; do printf '%s%s ' "$word" "$n"; done) "$word" >in
    run -1 --separate-stderr tag in
    assert_equal "$(grep -c 'gave up on a word' <<<"$stderr")" 5
    assert_equal "$(grep -c ':a@' <<<"$output")" 1
}

@test "what has no bounds is an error with its place" {
    many() { for ((k = 0; k < $2; k++)); do printf %s "$1"; done; }
    lexicon "$(many 'word ' 10000)" "$(many '[' 64)a$(many ']' 64)" "$(many '(' 64)a$(many ')?' 64)" \
        "/$(many '(' 64)a$(many ')' 64)/" "$(many '[a|b]' 800)" "/$(many 'a|' 1000)a/" '/((((a{99}){99}){99}){99})/' \
        "$(many 'a ~9 ' 20)a" "a$(many '-a' 20)" "[$(many 'a|' 1000)a]" "$(many 'a*' 400)"
    run -1 --separate-stderr tag --check
    assert_output ""
    awk -F "'" '/^gm-tag/ { split($1, place, ": "); end = $0; sub(/.*\x27: /, "", end); print place[2], end }' <<<"$stderr" >short
    assert_equal "$(cat short)" "lex.tsv:2 pattern too long
lex.tsv:3 groups too deep
lex.tsv:4 groups too deep
lex.tsv:5 at byte 33: parentheses are too deeply nested
lex.tsv:6 groups make too many combinations
lex.tsv:7 regular expression too long
lex.tsv:8 at byte 25: regular expression is too large
lex.tsv:9 too many words in gaps
lex.tsv:10 too many hyphens in a row
lex.tsv:11 too many choices in a group
lex.tsv:12 word too long"
}

@test "gaps upon gaps over a sentence of one word come to an end" {
    lexicon 'a ~9 a ~9 a ~9 a ~9 a ~9 a ~9 a' 'a ~9 [a|b] ~9 a ~9 [a|c] ~9 b' 'a ~9 a ~9 a ~9 c'
    # shellcheck disable=SC2046
    text $(for n in {1..120}; do echo 'a a a ( a'; done) b >in
    for mode in longest longest-per-concept all; do
        run -0 --separate-stderr tag --overlap "$mode" in
        assert_match "$output" $'\t1:a@'
    done
}

@test "a hundred thousand entries that match the same word" {
    {
        echo "$header"
        for ((i = 0; i < 25000; i++)); do
            printf 'a.c%d\ten\tx\town\t\t\nb\ten\tx y%d*\town\t\t\n' "$i" "$i"
            printf 'c\ten\t*x%d*\town\t\t\nd\ten\t[x|y] (z%d)? x\town\t\t\n' "$i" "$i"
        done
    } >lex.tsv
    text x y7777x x x24999 x xx >in
    run -0 tag in
    assert_match "$output" $'\n1\tx\t_\t1:b@[0-9a-f]*;2:a.c0@[0-9a-f]*\n2\ty7777x\t_\t1\n3\tx\t_\t3:a.c0@'
    run -1 --separate-stderr tag --overlap all in
    assert_stderr "gm-tag: more than 64 matches begin at 3 tokens, first in sentence '': the longest of each stand"
}

@test "globs of many stars over words of 60 KB, literals that overlap" {
    lexicon '*a*a*a*a*a*a*a*b' 'a?a?a?a*?b' '*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab*' '*ab*ab*ab*' '*b'
    word=$(head -c 60000 /dev/zero | tr '\0' a)
    text "$word" "${word}b" "b$word" >in
    run -0 tag in
    assert_equal "$(grep '^[0-9]' <<<"$output" | cut -f 4 | sed 's/@.*//' | paste -sd ' ')" "* 1:a *"
}
