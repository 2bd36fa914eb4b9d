#!/usr/bin/env bats
# What triggers govern: the flags of matches.  That they are those of the definition: unit/govern.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    header=$'concept\tlang\tpattern\tstatus\tsource\tnote'
    {
        echo "$header"
        printf '%s\ten\t%s\town\t\t\n' stance.negation not stance.negation.before absent stance.negation.both lack \
            stance.plans plan stance.obligation must stance.obligation.negated optional stance.none no \
            stance.pseudo.negation 'not only' stance.clause but stance.clause.comma although \
            stance.pilot pilot external.body agency qa.general audit place.XA Westmark actor.provider college \
            external.audit inspection
    } >lex.tsv
    mkdir scope
    printf 'kind\tvalue\tnote\nneg\tafter 3 3\t\nplan\tboth 3 3\t\nmust\tboth 3 3\t\nend\t;\t\nend\t:\t\n' >scope/und.tsv
}

# flags TEXT: the words of the matches that are no triggers, with their flags.
flags() {
    printf '%s\n' "$1" | gm tokenize -l en | gm stem --no-exceptions | gm tag --no-exceptions -l lex.tsv --scope scope >tagged
    sed -n 's/^[0-9]*\t\([^\t]*\)\t.*[0-9]:[^\t@]*@[0-9a-f]\{8\}\(+[a-z+]*\)\{0,1\}$/\1\2/p' tagged >words
    grep -iv '^\(no\|not\|absent\|lack\|plan\|must\|but\|although\|optional\)$' words | paste -sd ' ' || true
}

# --- sentences of seventeen languages ---

@test "sentences have the flags that the table says, but those in tests/flags/wrong" {
    run -0 --separate-stderr "$ROOT/scripts/check-flags" --wrong
    grep -v $'^..\t' <<<"$output" >wrong || true
    grep $'^..\t' <<<"$output" | sed 's/^/# /' >&3
    if [[ ${UPDATE:-} ]]; then cp wrong "$ROOT/tests/flags/wrong"; fi
    diff "$ROOT/tests/flags/wrong" wrong
}

@test "each of six languages has forty sentences with flags and forty without" {
    for lang in en de fr es 'fi' ja; do
        [ "$(grep -c "^$lang"$'\t[a-z]' "$ROOT/tests/flags/sentences.tsv")" -ge 40 ]
        [ "$(grep -c "^$lang"$'\t-' "$ROOT/tests/flags/sentences.tsv")" -ge 40 ]
    done
}

@test "each of eleven more has fifteen with flags, of each kind some, and fifteen without" {
    for lang in it nl pt sv da nb pl cs el tr ko; do
        [ "$(grep -c "^$lang"$'\t[a-z]' "$ROOT/tests/flags/sentences.tsv")" -ge 15 ]
        [ "$(grep -c "^$lang"$'\t-' "$ROOT/tests/flags/sentences.tsv")" -ge 15 ]
        for flag in neg plan must; do
            [ "$(grep -c "^$lang"$'\t'"$flag"$'\t' "$ROOT/tests/flags/sentences.tsv")" -ge 4 ]
        done
    done
}

@test "few sentences come out wrong: of no language more than three" {
    [ "$(wc -l <"$ROOT/tests/flags/wrong")" -le 25 ]
    run -0 sh_pipe "cut -d: -f1 '$ROOT/tests/flags/wrong' | sort | uniq -c | awk '\$1 > 3'"
    assert_output ""
}

# --- rules ---

@test "a trigger governs so many words of its side" {
    assert_equal "$(flags 'agency not a b agency c agency')" 'agency agency+neg agency'
    assert_equal "$(flags 'agency a b agency absent agency')" 'agency agency+neg agency'
    assert_equal "$(flags 'agency a agency lack agency a b agency')" 'agency+neg agency+neg agency+neg agency'
    assert_equal "$(flags 'agency a b c plan')" 'agency'
    assert_equal "$(flags 'agency a b plan , 1 / a b audit c')" 'agency+plan audit+plan'
}

@test "flags stand in the order neg, plan, must" {
    assert_equal "$(flags 'must plan not audit')" 'audit+neg+plan+must'
    assert_equal "$(flags 'not plan audit')" 'audit+neg+plan'
}

@test "two negations are one" {
    assert_equal "$(flags 'not not audit')" 'audit+neg'
}

@test "stance.none negates, and .negated adds neg" {
    assert_equal "$(flags 'no audit')" 'audit+neg'
    assert_equal "$(flags 'audit optional audit')" 'audit+neg+must audit+neg+must'
}

@test "a longer entry of the layer stance takes the trigger away" {
    assert_equal "$(flags 'not only audit')" 'audit'
}

@test "triggers, places and actors are not governed; other stances are" {
    assert_equal "$(flags 'not college Westmark')" 'college Westmark'
    assert_equal "$(flags 'not pilot inspection')" 'pilot+neg inspection+neg'
    assert_equal "$(flags 'not plan must agency' | tr ' ' '\n' | tail -1)" 'agency+neg+plan+must'
    refute grep -q 'stance.plans@.*+' tagged
}

@test "a clause ends at a semicolon, colon, contrast word and dash between blanks" {
    for end in ';' ':' ' but' ' -' $' \u2013' $' \u2014' $'\u2014' ' although'; do
        assert_equal "$(flags "not x$end audit")" 'audit' "'$end'"
        assert_equal "$(flags "agency$end must")" 'agency' "'$end'"
    done
    for end in ',' '-' $'\u2013' '/' ' "'; do
        assert_equal "$(flags "not x$end audit")" 'audit+neg' "'$end'"
    done
}

@test "a clause of stance.clause.comma ends at its comma" {
    assert_equal "$(flags 'although not x, audit')" 'audit'
    assert_equal "$(flags 'although x, not y, audit')" 'audit+neg'
    assert_equal "$(flags 'audit, although x, must')" 'audit'
}

@test "what stands in brackets governs nothing outside, and is governed with its place" {
    assert_equal "$(flags 'agency (must not x) audit')" 'agency audit'
    assert_equal "$(flags 'not x (a b c d e audit) audit')" 'audit+neg audit+neg'
    assert_equal "$(flags 'not x (a ; audit)')" 'audit'
    assert_equal "$(flags 'not x y z (audit)')" 'audit'
    assert_equal "$(flags 'audit (agency [agency]) must')" 'audit+must agency+must agency+must'
    assert_equal "$(flags 'not a) audit ( audit')" 'audit+neg audit+neg'
    assert_equal "$(flags 'not ( [ audit ) audit ] audit')" 'audit+neg audit+neg audit+neg'
}

@test "the first or the last token of a match decides, and a trigger's own tokens are governed" {
    printf 'qa.general\ten\ta b c\town\t\t\nqa.general\ten\tnot x\town\t\t\n' >>lex.tsv
    assert_equal "$(flags 'not y z a b c')" 'a+neg'
    assert_equal "$(flags 'not y y y a b c')" 'a'
    assert_equal "$(flags 'a b c y absent')" 'a+neg'
    assert_match "$(flags 'not x'; cat tagged)" $'qa.general@[0-9a-f]{8}\+neg'
}

@test "a language's file decides, and what it does not say is as in und.tsv" {
    printf 'kind\tvalue\tnote\n# x\n\nneg\tbefore 1 1\t\nend.must\tx\t\nend\t, y\t\n' >scope/en.tsv
    assert_equal "$(flags 'audit agency not audit')" 'audit agency+neg audit'
    assert_equal "$(flags 'must x audit')" 'audit'
    assert_equal "$(flags 'plan x audit')" 'audit+plan'
    assert_equal "$(flags 'plan , audit')" 'audit+plan'
    assert_equal "$(flags 'plan , Y audit')" 'audit'
    assert_equal "$(flags 'must ; audit')" 'audit'
}

@test "a stream without MISC has no dashes between blanks" {
    printf '# global.columns = ID FORM\n# gm:lang = en\n1\tnot\n2\t-\n3\taudit\n\n' >in
    run -0 sh_pipe 'gm tag --no-exceptions -l lex.tsv --scope scope in | grep -c "+neg"'
    assert_output 1
    printf '# global.columns = ID FORM MISC\n# gm:lang = en\n1\tnot\t_\n2\t-\tSpaceAfter=No|Page=2\n3\taudit\t_\n\n' >in
    run -0 sh_pipe 'gm tag --no-exceptions -l lex.tsv --scope scope in | grep -c "+neg"'
    assert_output 1
    sed -i 's/SpaceAfter=No|Page=2/_/' in
    run -0 sh_pipe 'gm tag --no-exceptions -l lex.tsv --scope scope in | grep -c "+neg" || true'
    assert_output 0
}

@test "ranges and empty nodes are passed over" {
    printf '# global.columns = ID FORM MISC\n# gm:lang = en\n1\tnot\t_\n2-3\tab\t_\n2\tx\t_\n3\ty\t_\n3.1\tz\t_\n4\taudit\t_\n\n' >in
    run -0 sh_pipe 'gm tag --no-exceptions -l lex.tsv --scope scope in | grep "+neg" | cut -f 1,2'
    assert_output $'4\taudit'
}

# --- the stream ---

@test "flags are written, read and passed on" {
    printf 'must not audit\n' | gm tokenize -l en -i a | gm stem --no-exceptions |
        gm tag --no-exceptions -l lex.tsv --scope scope >tagged
    run -0 "$ROOT/scripts/check-conllu" tagged
    run -0 gm cat tagged
    assert_output "$(cat tagged)"
    run -0 gm count --by concept,flags tagged
    assert_output "$(printf '%s\n' $'concept\tflags\tcount\twords\tsentences\tdocuments' $'*\t*\t3\t3\t1\t1' \
        $'qa.general\tneg+must\t1\t1\t1\t1' $'stance.negation\t-\t1\t1\t1\t1' $'stance.obligation\t-\t1\t1\t1\t1')"
    # flags alone make matches the unit, and tables with them can be added
    gm count --by document,flags tagged >table
    run -0 gm count --merge table
    assert_output "$(cat table)"
    assert_match "$output" $'a\tneg\\+must\t1\t1\t1\t1'
    # tagged once more, they are those of the second time
    run -0 sh_pipe 'gm tag --no-exceptions -l lex.tsv --no-flags tagged | grep -c "+" || true'
    assert_output 0
}

@test "flags that are unknown, repeated or in another order are refused" {
    for flags in +new +neg+neg +must+neg +plan+neg + neg +neg+ +NEG +neg,must; do
        printf '# global.columns = ID FORM GM:TERM\n1\ta\t1:qa@00000000%s\n\n' "$flags" >in
        run -1 --separate-stderr gm cat in
        assert_stderr "gm-cat: in:2: GM:TERM is not \`_\`, \`*\` or a list of N:concept@entry and N"
        run -1 "$ROOT/scripts/check-conllu" in
        assert_match "$output" 'gm-term-syntax'
    done
    for flags in +neg +plan +must +neg+plan +neg+must +plan+must +neg+plan+must; do
        printf '# global.columns = ID FORM GM:TERM\n# newdoc\n1\ta\t1:qa@00000000%s\n2\tb\t1\n\n' "$flags" >in
        run -0 gm cat in
        assert_output "$(cat in)"
        run -0 "$ROOT/scripts/check-conllu" in
    done
}

# --- data ---

@test "without the folder gm-tag says what to do, and --no-flags needs none" {
    printf '# global.columns = ID FORM MISC\n# gm:lang = en\n1\taudit\t_\n\n' >in
    GAPMAP_DATA=none run -1 --separate-stderr gm tag --no-exceptions --no-tailor -l lex.tsv in
    assert_stderr "gm-tag: no folder 'none/lexicons/scope'; use --scope or --no-flags"
    GAPMAP_DATA=none run -0 gm tag --no-exceptions --no-tailor --no-flags -l lex.tsv in
    run -1 --separate-stderr gm tag --scope none -l lex.tsv in
    assert_stderr "gm-tag: cannot open 'none/und.tsv': No such file or directory"
}

@test "mistakes in the data are said with their places" {
    printf '# global.columns = ID FORM MISC\n# gm:lang = en\n1\taudit\t_\n\n' >in
    printf '%s\n' $'kind\tvalue\tnote' $'neg\tafter 6\t' $'neg\tleft 1 2\t' $'neg\tafter 1 101\t' $'nag\tafter 1 2\t' \
        $'end\tDass\t' $'end\ta  b\t' $'end\t\t' $'end.new\tx\t' $'neg\tboth 1 2' $'end\t\xff\t' $'must\tboth 01 2\t' \
        >scope/en.tsv
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv --scope scope in
    assert_stderr "gm-tag: scope/en.tsv:2: neither before, after nor both with two numbers up to 100: 'after 6'
gm-tag: scope/en.tsv:3: neither before, after nor both with two numbers up to 100: 'left 1 2'
gm-tag: scope/en.tsv:4: neither before, after nor both with two numbers up to 100: 'after 1 101'
gm-tag: scope/en.tsv:5: unknown kind 'nag'
gm-tag: scope/en.tsv:6: an end of a clause is matching forms with single blanks between, not 'Dass'
gm-tag: scope/en.tsv:7: an end of a clause is matching forms with single blanks between, not 'a  b'
gm-tag: scope/en.tsv:8: an end of a clause is matching forms with single blanks between, not ''
gm-tag: scope/en.tsv:9: unknown kind 'end.new'
gm-tag: scope/en.tsv:10: 2 cells where the header has 3
gm-tag: scope/en.tsv:11: the value is not UTF-8
gm-tag: scope/en.tsv:12: neither before, after nor both with two numbers up to 100: 'both 01 2'"
    printf 'x\n' >scope/en.tsv
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv --scope scope in
    assert_stderr "gm-tag: scope/en.tsv:1: the header is not 'kind value note'"
}

@test "the data that come with gapmap are in order, and every trigger's language has its file" {
    local lang
    printf '# global.columns = ID FORM MISC\n' >in
    for file in "$ROOT"/lexicons/scope/*.tsv; do
        lang=${file##*/}
        # a trigger: else the file is not needed
        printf '# gm:lang = %s\n1\tnot\t_\n2\taudit\t_\n\n' "${lang%.tsv}" >>in
    done
    sed 's/\ten\t/\t*\t/' lex.tsv >any.tsv
    run -0 --separate-stderr gm tag -l any.tsv in
    assert_stderr ""
    cut -f 1,2 "$ROOT/lexicons/stance.tsv" | sed -n 's/^stance\.negation[a-z.]*\t//p' | sort -u >langs
    while read -r lang; do
        [ -e "$ROOT/lexicons/scope/$lang.tsv" ] || { echo "no lexicons/scope/$lang.tsv" >&2; false; }
    done <langs
}
