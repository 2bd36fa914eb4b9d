#!/usr/bin/env bats
# gm-stem: the column GM:STEM.  That the stems are Snowball's: conformance/stemwords.bats.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir stems
    printf 'form\tstem\ninternal\tinternal\nlearnt\tlearn\n' >stems/en.tsv
    sum=$({ printf 'en.tsv\0'; cat stems/en.tsv; } | sha256sum | cut -c 1-8)
    versions=$(gm stem --version | sed -n 's/^Unicode \([^,]*\),.* libstemmer \([^,]*\),.*/libstemmer \2 unicode \1/p')
    plain="# gm:stemmer = $versions stems none"
    columns='# global.columns = ID FORM MISC'
}

# The stream of TOKEN...: one sentence in English.
sentence() {
    local n=0 form
    printf '%s\n# gm:lang = en\n' "$columns"
    for form; do
        n=$((n + 1))
        printf '%d\t%s\t_\n' "$n" "$form"
    done
    echo
}

# What gm-stem, without exceptions, makes of it: FORM=STEM...
stemmed() {
    local n=0 pair
    printf '%s GM:STEM\n%s\n# gm:lang = en\n' "$columns" "$plain"
    for pair; do
        n=$((n + 1))
        printf '%d\t%s\t_\t%s\n' "$n" "${pair%=*}" "${pair#*=}"
    done
}

# --- what it does ---

@test "each token gets its stem in a new last column" {
    sentence The Quality OF Micro - credentials , 2023 >in
    run -0 --separate-stderr gm stem --no-exceptions in
    assert_output "$(stemmed The=the Quality=qualiti OF=of Micro=micro -=- credentials=credenti ,=, 2023=2023)"
    assert_stderr ""
}

@test "the language of each sentence decides" {
    printf '%s\n' "$columns" '# gm:lang = de' $'1\tAkkreditierungen\t_' '' '# gm:lang = fr' $'1\tÉvaluations\t_' '' \
        '# gm:lang = nb' $'1\tutdanninger\t_' '' '# gm:lang = TR-tr' $'1\tIŞIKLAR\t_' '' >in
    run -0 --separate-stderr gm stem --no-exceptions in
    assert_output "$(printf '%s\n' "$columns GM:STEM" "$plain" '# gm:lang = de' $'1\tAkkreditierungen\t_\takkreditier' '' \
        '# gm:lang = fr' $'1\tÉvaluations\t_\tévalu' '' '# gm:lang = nb' $'1\tutdanninger\t_\tutdanning' '' \
        '# gm:lang = TR-tr' $'1\tIŞIKLAR\t_\tışık' '')"
    assert_stderr ""
}

@test "a language without stemmer keeps its matching forms and is named once" {
    printf '%s\n' "$columns" '# gm:lang = pl' $'1\tAKREDYTACJE\t_' '' '# gm:lang = pl-PL' $'1\tAkredytacje\t_' '' \
        $'1\tTests\t_' '' $'1\tTests\t_' '' >in
    run -0 --separate-stderr gm stem --no-exceptions in
    assert_output "$(printf '%s\n' "$columns GM:STEM" "$plain" '# gm:lang = pl' $'1\tAKREDYTACJE\t_\takredytacje' '' \
        '# gm:lang = pl-PL' $'1\tAkredytacje\t_\takredytacje' '' $'1\tTests\t_\ttests' '' $'1\tTests\t_\ttests' '')"
    assert_stderr "gm-stem: no stemmer for language 'pl', forms are kept
gm-stem: no stemmer for language 'und', forms are kept"
}

@test "no more than a hundred languages are named" {
    { echo "$columns"; for a in {a..m}; do for b in {a..m}; do
        printf '# gm:lang = q%s%s\n1\tx\t_\n\n' "$a" "$b"; done; done; } >in
    gm stem --no-exceptions in >out 2>err
    assert_equal "$(wc -l <err)" 101
    assert_equal "$(tail -n 1 err)" "gm-stem: no stemmer for more languages, not named here"
    assert_equal "$(grep -c $'^1\tx\t_\tx$' out)" 169
}

@test "exceptions come before the stemmer" {
    sentence Internal international LEARNT >in
    run -0 --separate-stderr gm stem --stems stems in
    assert_output "$(printf '%s\n' "$columns GM:STEM" "# gm:stemmer = $versions stems $sum" '# gm:lang = en' \
        $'1\tInternal\t_\tinternal' $'2\tinternational\t_\tintern' $'3\tLEARNT\t_\tlearn')"
    assert_stderr ""
}

@test "a token of default-ignorables alone has the empty cell" {
    sentence $'\u00ad' $'\u200d' >in
    run -0 gm stem --no-exceptions in
    assert_output "$(stemmed $'\u00ad=_' $'\u200d=_')"
}

@test "multiword ranges and empty nodes get the empty cell" {
    printf '%s\n' "$columns" '# gm:lang = en' $'1-2\tcannot\t_' $'1\tcan\t_' $'2\tNOT\t_' $'2.1\tghosts\t_' '' >in
    run -0 gm stem --no-exceptions in
    assert_output "$(printf '%s\n' "$columns GM:STEM" "$plain" '# gm:lang = en' $'1-2\tcannot\t_\t_' $'1\tcan\t_\tcan' \
        $'2\tNOT\t_\tnot' $'2.1\tghosts\t_\t_')"
}

# --- what passes through ---

@test "ten-column CoNLL-U is read, and its columns stay" {
    printf '1\tTests\ttest\tNOUN\tNNS\tNumber=Plur\t0\troot\t_\tSpaceAfter=No\n\n' >in
    run -0 gm stem --no-exceptions -l en in
    assert_output "$(printf '%s\n' '# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC GM:STEM' "$plain" \
        $'1\tTests\ttest\tNOUN\tNNS\tNumber=Plur\t0\troot\t_\tSpaceAfter=No\ttest')"
}

@test "unknown columns and comments stay, an old GM:STEM is replaced" {
    printf '%s\n' '# global.columns = ID GM:STEM FORM MY:X' '# gm:stemmer = something else' '# newdoc id = d' \
        '# gm:meta.country = XA' '# my comment' '# gm:lang = en' $'1\told\tTests\ta b' '' >in
    run -0 gm stem --no-exceptions in
    assert_output "$(printf '%s\n' '# global.columns = ID GM:STEM FORM MY:X' "$plain" '# newdoc id = d' \
        '# gm:meta.country = XA' '# my comment' '# gm:lang = en' $'1\ttest\tTests\ta b')"
}

@test "twice is the same as once" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt 2>/dev/null | gm stem --stems stems >once
    gm stem --stems stems once >twice
    [ -s once ]
    cmp once twice
}

@test "the stream without the column GM:STEM is the stream that came" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt >tokens 2>/dev/null
    gm stem --stems stems tokens >stemmed
    grep -c $'^1\t' stemmed >count
    [ "$(cat count)" -ge 100 ]
    sed '/^# gm:stemmer = /d; s/^\(# global.columns = .*\) GM:STEM$/\1/; /^[0-9]/s/\t[^\t]*$//' stemmed >back
    cmp tokens back
}

# --- odd input ---

@test "nothing in gives nothing out" {
    run -0 --separate-stderr gm stem --no-exceptions /dev/null
    assert_output ""
    assert_stderr ""
}

@test "a stream that ends too early is said, and what was whole is there" {
    { sentence Tests; printf '1\tTes'; } >in
    run -1 --separate-stderr gm stem --no-exceptions in
    assert_output "$(stemmed Tests=test)"
    assert_match "$stderr" '^gm-stem: in:5: '
}

@test "ill-formed UTF-8 in a form is U+FFFD in its stem" {
    sentence $'Te\xffsts' >in
    run -0 gm stem --no-exceptions in
    assert_output "$(stemmed $'Te\xffsts=te\ufffdst')"
}

@test "a form of a megabyte is kept, and so is one of 256 bytes" {
    long=$(printf 'A%.0s' {1..255})s
    sentence "$long" Tests "${long:1}" >in
    run -0 gm stem --no-exceptions in
    lower=${long,,}
    assert_output "$(stemmed "$long=$lower" Tests=test "${long:1}=${lower:1:254}")"
    { printf '%s\n1\t' "$columns"; head -c 1000000 /dev/zero | tr '\0' A; printf '\t_\n\n'; } >in
    gm stem --no-exceptions -l en in >out
    assert_equal "$(grep $'^1\t' out | cut -f 4 | tr -d '\n' | wc -c)" 1000000
}

# --- options ---

@test "--lang is for sentences that name no language, and stays out of the stream" {
    printf '%s\n' "$columns" $'1\tTests\t_' '' '# gm:lang = und' $'1\tTests\t_' '' '# gm:lang = pl' $'1\tTests\t_' '' >in
    run -0 --separate-stderr gm stem --no-exceptions --lang en in
    assert_output "$(printf '%s\n' "$columns GM:STEM" "$plain" $'1\tTests\t_\ttest' '' '# gm:lang = und' $'1\tTests\t_\ttest' \
        '' '# gm:lang = pl' $'1\tTests\t_\ttests')"
    assert_stderr "gm-stem: no stemmer for language 'pl', forms are kept"
}

@test "--cache changes nothing but memory" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt >tokens 2>/dev/null
    gm stem --stems stems tokens >large
    for n in 1 16; do
        gm stem --stems stems --cache "$n" tokens >small
        cmp large small
    done
    run -2 --separate-stderr gm stem --cache 0 tokens
    assert_output ""
    assert_stderr "gm-stem: --cache: '0' is not a number between 1 and 268435456
gm-stem: try 'gm-stem --help'"
}

@test "without --stems the exceptions are those of GAPMAP_DATA, else those of gapmap" {
    sentence Internal LEARNT >in
    mkdir -p data/lexicons
    mv stems data/lexicons/stems
    GAPMAP_DATA=data run -0 gm stem in
    assert_output "$(stemmed Internal=internal LEARNT=learn | sed "s/stems none/stems $sum/")"
    run -0 gm stem in
    assert_match "$output" 'stems [0-9a-f]{8}'
    assert_match "$output" $'\tInternal\t_\tinternal'
    GAPMAP_DATA=stems run -1 --separate-stderr gm stem in
    assert_output ""
    assert_stderr "gm-stem: no folder 'stems/lexicons/stems'; use --stems or --no-exceptions"
}

@test "--list-languages lists 28 algorithms with their codes" {
    run -0 --separate-stderr gm stem --list-languages
    assert_equal "${#lines[@]}" 28
    assert_equal "${lines[0]}" $'arabic\tar ara arb'
    assert_match "$output" $'\nnorwegian\tno nb nn nor nob nno\n'
    assert_stderr ""
}

@test "--files0-from and operands are read one after the other" {
    sentence Tests >a
    sentence Words >b
    printf 'b\0a\0' >list
    run -0 sh_pipe 'gm stem --no-exceptions --files0-from list a | grep "^1"'
    assert_output "$(printf '%s\n' $'1\tTests\t_\ttest' $'1\tWords\t_\tword' $'1\tTests\t_\ttest')"
}

@test "--help and --version go to stdout" {
    run -0 --separate-stderr gm stem --help
    assert_equal "${lines[0]}" "usage: gm-stem [option ...] [file ...]"
    assert_stderr ""
    run -0 --separate-stderr gm stem --version
    assert_match "${lines[0]}" '^gm-stem \(gapmap\) '
    assert_stderr ""
}

@test "misuse is status 2" {
    run -2 --separate-stderr gm stem --nope
    assert_output ""
    assert_stderr "gm-stem: unknown option '--nope'
gm-stem: try 'gm-stem --help'"
}

# --- exceptions ---

@test "all that is wrong with exceptions is said at once, and nothing is stemmed" {
    sentence Tests >in
    {
        printf '# a comment\n\nform\tstem\ngood\tgood\n'
        printf 'one\nthree\tt\tu\n\tx\nx\t\nBad\tbad\nbad\tBad\ntwo words\tw\n'
        printf 'good\tgood\ngood\tother\nill\xff\till\nmicro-credential\tmicrocredenti\nnone\t_\ntwo\ta b\n'
    } >stems/en.tsv
    printf 'form,stem\na,b\n' >stems/de.tsv
    printf 'form\tstem\n' >stems/nb.tsv
    : >stems/fr.tsv
    : >stems/x1.tsv
    run -1 --separate-stderr gm stem -s stems in
    assert_output ""
    assert_stderr "gm-stem: stems/de.tsv:1: the header is not 'form stem'
gm-stem: stems/en.tsv:5: 1 cells where the header has 2
gm-stem: stems/en.tsv:6: 3 cells where the header has 2
gm-stem: stems/en.tsv:7: empty form
gm-stem: stems/en.tsv:8: empty stem
gm-stem: stems/en.tsv:9: form 'Bad' is not a matching form, that is 'bad'
gm-stem: stems/en.tsv:10: stem 'Bad' is not a matching form, that is 'bad'
gm-stem: stems/en.tsv:11: more than one word in form 'two words'
gm-stem: stems/en.tsv:13: another stem for 'good'
gm-stem: stems/en.tsv:14: form 'ill\xFF' is not UTF-8
gm-stem: stems/en.tsv:15: more than one word in form 'micro-credential'
gm-stem: stems/en.tsv:16: in the stream this stem means none: '_'
gm-stem: stems/en.tsv:17: white space in stem 'a b'
gm-stem: stems/fr.tsv:1: the header is not 'form stem'
gm-stem: stems/nb.tsv: the exceptions of 'nb' stand in 'no.tsv'
gm-stem: stems/x1.tsv: 'x1' is not a language code"
}

@test "exceptions as an editor of another system writes them" {
    sentence Tests >in
    printf '\xef\xbb\xbf# a comment\r\nform\tstem\r\n\r\ntests\texam\r\n' >stems/en.tsv
    run -0 --separate-stderr gm stem -s stems in
    assert_stderr ""
    assert_match "$output" $'1\tTests\t[^\t]*\texam'
}

@test "a folder of exceptions that cannot be opened is an error, one without a table is none" {
    sentence Tests >in
    run -1 --separate-stderr gm stem --stems missing in
    assert_output ""
    assert_stderr "gm-stem: cannot open 'missing': No such file or directory"
    mkdir empty empty/fr.tsv.d
    run -0 gm stem --stems empty in
    assert_output "$(stemmed Tests=test)"
    mkdir empty/fr.tsv
    run -1 --separate-stderr gm stem --stems empty in
    assert_stderr "gm-stem: cannot read 'empty/fr.tsv': Is a directory"
}

@test "the exceptions that come with gapmap are right" {
    sentence Tests >in
    run -0 --separate-stderr gm stem in
    assert_stderr ""
}

# --- files, failures, invariance ---

@test "- is standard input, a missing file does not stop the others" {
    sentence Tests >a
    run -1 --separate-stderr sh_pipe 'gm stem --no-exceptions missing - <a'
    assert_output "$(stemmed Tests=test)"
    assert_stderr "gm-stem: cannot open 'missing': No such file or directory"
    run -1 --separate-stderr gm stem --no-exceptions missing a
    assert_output "$(stemmed Tests=test)"
    run -1 --separate-stderr gm stem --no-exceptions . a
    assert_output "$(stemmed Tests=test)"
    assert_stderr "gm-stem: cannot read '.': Is a directory"
}

@test "a full disk is status 1" {
    sentence Tests >in
    run -1 --separate-stderr sh_pipe 'gm stem --no-exceptions in >/dev/full'
    assert_stderr "gm-stem: cannot write 'standard output': No space left on device"
    run -1 --separate-stderr sh_pipe 'gm stem --list-languages >/dev/full'
    assert_stderr "gm-stem: cannot write 'standard output': No space left on device"
}

@test "a closed standard input is an error" {
    run -1 --separate-stderr sh_pipe 'gm stem --no-exceptions <&-'
    assert_stderr "gm-stem: cannot read '-': Bad file descriptor"
}

@test "a reader that goes away ends it quietly" {
    sentence Tests >in
    for _ in {1..15}; do cat in in >twice; mv twice in; done
    run -141 --separate-stderr sh_pipe 'gm stem --no-exceptions in | head -n 1'
    assert_output "$columns GM:STEM"
    assert_stderr ""
}

@test "pieces of input, and the locale, change nothing" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/xa-*.txt >tokens 2>/dev/null
    gm stem --stems stems tokens >whole
    dd if=tokens bs=1 status=none | gm stem --stems stems >pieces
    cmp whole pieces
    in_locales gm stem --stems stems tokens
}

@test "a closed standard input is an error, also where a file is opened before" {
    run -1 --separate-stderr bash -c "'$BIN/gm-stem' <&-"
    assert_stderr "gm-stem: cannot read '-': Bad file descriptor"
    run -1 --separate-stderr bash -c "'$BIN/gm-tag' -l '$ROOT/lexicons' <&-"
    assert_stderr "gm-tag: cannot read '-': Bad file descriptor"
}

@test "a language that is no tag is misuse" {
    run -2 --separate-stderr gm stem --lang english
    run -2 --separate-stderr gm tag --lang en_GB
}
