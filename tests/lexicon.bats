#!/usr/bin/env bats
# gm-lexicon: check, stats, expand.  That what check says of shadows holds: unit/shadow.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    header=$'concept\tlang\tpattern\tstatus\tsource\tnote'
}

# lexicon ROW...: lex.tsv with rows CONCEPT|LANG|PATTERN[|STATUS], from line 2 on.
lexicon() {
    local row concept lang pattern status
    echo "$header" >lex.tsv
    for row; do
        IFS='|' read -r concept lang pattern <<<"$row"
        status=own
        case $pattern in
        *'|own' | *'|attested' | *'|uncertain' | *'|none-known') status=${pattern##*|} pattern=${pattern%|*} ;;
        esac
        printf '%s\t%s\t%s\t%s\t\t\n' "$concept" "$lang" "$pattern" "$status" >>lex.tsv
    done
}

# check ARG...: what is found by libstemmer alone, without the words `lex.tsv:`; fails when status and output disagree.
check() {
    local status=0
    gm lexicon check --no-exceptions -l lex.tsv "$@" >found || status=$?
    [[ $status -eq $([[ -s found ]] && echo 1 || echo 0) ]] || return 1
    sed 's/lex\.tsv://g' found
}

# silent ROW...: nothing is found in such a lexicon.
silent() {
    lexicon "$@"
    assert_equal "$(check)" "" "found in $*"
}

# --- check, the lexicon alone ---

@test "check: the lexicons that come with gapmap are in order" {
    run -0 --separate-stderr gm lexicon check -l "$ROOT/lexicons"
    assert_output ""
    assert_stderr ""
    run -0 --separate-stderr gm lexicon check
    assert_output ""
}

@test "check: an entry that matches the same as one before it" {
    lexicon 'a|en|accredited program' 'a|en|accreditation programs'
    assert_equal "$(check)" \
        "3: duplicate: 'accreditation programs' matches the same as 'accredited program', which comes first, at 2"
    lexicon 'a.x|en|Micro-credential' 'a.y|en|"x"' 'a.z|en|micro–credentials'
    assert_equal "$(check)" \
        "4: duplicate: 'micro–credentials' matches the same as 'Micro-credential', which comes first, at 2, for a.x"
    silent 'a|en|accredited program' 'a|en|accredited programmer' 'a|en|program accreditation'
    silent 'a|en|accredited program' 'b|en|accreditation programs'
    silent 'a|en|accredited program' 'a|fr|accredited program'
    silent 'a|en|accredited' 'a|en|"accredited"' 'a|en|accredited*'
}

@test "check: an entry in the shadow of another" {
    lexicon 'a|en|plan to' 'a|en|"planning" to'
    assert_equal "$(check)" \
        "3: shadowed: '\"planning\" to' never stands: 'plan to' matches all that it does and comes first, at 2"
    silent 'a|en|"planning" to' 'a|en|plan to'
    lexicon 'a|en|accredit*' 'a|en|accreditation*' 'a|en|*credit*'
    assert_equal "$(check | cut -d: -f 1-2)" "3: shadowed"
    silent 'a|en|accredit*' 'a|en|*credit*' 'a|en|accreditation'
    silent 'a|en|accreditation*' 'a|en|accredit*'
}

@test "check: kinds decide, not the order alone" {
    lexicon 'a|en|QQI' 'a|en|"QQI"'
    assert_equal "$(check | cut -d: -f 1-2)" "2: shadowed"
    silent 'a|en|"QQI"*' 'a|en|qqi'
    silent 'a|en|qqi' 'a|en|QQI'
}

@test "check: a pattern of which each choice is in a shadow, by one entry or several" {
    lexicon 'a|en|quality assurance' 'a|en|academic assurance' 'a|en|[quality|academic] assurance'
    assert_equal "$(check)" \
        "4: shadowed: '[quality|academic] assurance' never stands: 'quality assurance' and 1 more take its place, at 2"
    silent 'a|en|quality assurance' 'a|en|academic assurance' 'a|en|[quality|academic|other] assurance'
    lexicon 'a|en|approve ~2 course' 'a|en|approve the course'
    assert_equal "$(check | cut -d: -f 1-2)" "3: shadowed"
    silent 'a|en|approve ~2 course' 'a|en|approve all of the course'
    lexicon 'a|en|micro-credential' 'a|en|microcredential' 'a|en|micro credential'
    assert_equal "$(check | cut -d: -f 1-2)" $'3: shadowed\n4: shadowed'
    silent 'a|en|microcredential' 'a|en|micro credential'
}

@test "check: an entry takes the place of another only where it covers its language" {
    lexicon 'a|en|plan' 'a|en-GB|planned'
    assert_equal "$(check | cut -d: -f 1-2)" "3: duplicate"
    silent 'a|en-GB|plan' 'a|en|planned'
    lexicon 'a|*|plan' 'a|en|planned' 'a|*|planned'
    assert_equal "$(check | cut -d: -f 1-2)" "3: duplicate"
    lexicon 'a|*|qqi' 'a|*|"Qqi"' 'a|*|QQI' 'a|*|qqi desk' 'a|*|"QQI" desk'
    assert_equal "$(check | cut -d: -f 1-2)" "6: shadowed"
    silent 'a|*|info' 'a|*|Info'
    lexicon 'a|*|info' 'a|en|Info'
    assert_equal "$(check | cut -d: -f 1-2)" "3: duplicate"
}

@test "check: lexicons that are wrong are said as by gm-tag, and the rest is checked" {
    lexicon 'a|en|plan' 'a|en|' 'a|pl|akredytacja' 'a|en|knowledge, skills' 'a|en|plan' 'a|en|planned'
    run -1 --separate-stderr gm lexicon check -l lex.tsv
    assert_output "lex.tsv:7: duplicate: 'planned' matches the same as 'plan', which comes first, at lex.tsv:2"
    assert_equal "$(cut -d: -f 1-4 <<<"$stderr")" "$(printf 'gm-lexicon: lex.tsv:%s\n' "3: pattern ''" \
        "4: bare word 'akredytacja'" "5: pattern 'knowledge, skills'" '6: the same entry as lex.tsv')"
}

@test "check: the order of findings is that of the lexicon, over several files" {
    lexicon 'a|en|plan' 'a|fr|agence'
    printf '%s\n' "$header" $'a\tfr\tagences\town\t\t' $'a\ten\tplanned\town\t\t' >more.tsv
    run -1 gm lexicon check -l lex.tsv -l more.tsv
    assert_equal "$(cut -d: -f 1-3 <<<"$output")" $'more.tsv:2: duplicate\nmore.tsv:3: duplicate'
}

@test "check: --format tsv" {
    lexicon 'a.b|en|plan' 'a.c|en|"planned"|own' 'a.d|en|planned'
    run -1 gm lexicon check -l lex.tsv --format tsv
    assert_output "$(printf '%s\t' file line finding concept lang pattern by word form count)text
$(printf '%s\t' lex.tsv 4 duplicate a.d en planned lex.tsv:2 '' '' '')'planned' matches the same as 'plan', which comes first, at lex.tsv:2, for a.b"
    lexicon 'a.b|en|plan'
    run -0 gm lexicon check -l lex.tsv -f tsv
    assert_equal "${#lines[@]}" 1
    run -0 gm lexicon check -l lex.tsv -f text
    assert_output ""
}

@test "check: long patterns are cut, control characters masked" {
    lexicon "a|en|$(printf 'plan %.0s' {1..40})" "a|en|$(printf 'plans %.0s' {1..40})"
    assert_match "$(check)" "^3: duplicate: 'plans [plans ]*\.\.\.' matches the same as 'plan [plan ]*\.\.\.', which"
    assert_equal "$(check | wc -c)" 231
    cp lex.tsv $'l\e.tsv'
    run -1 gm lexicon check -l $'l\e.tsv'
    assert_match "$output" '^l\?\.tsv:3: '
}

# --- check, against a reference ---

# text COUNT FILLER WORD...: a text of COUNT words FILLER, and the others; ten words a sentence.
text() {
    local count=$1 filler=$2
    shift 2
    { yes "$filler" | head -n "$count"; printf '%s\n' "$@"; } | paste -sd '          \n' | sed 's/$/./'
}

@test "check: an entry that stands too often for the words of its language" {
    lexicon 'a|en|quality' 'a|en|agency' 'a|fr|mot'
    text 991 mot agency{,,,,} quality{,,,,,} >t
    assert_equal "$(check -t en t)" "2: broad: 'quality' stands in 6 of 1002 words"
    assert_equal "$(check -t en --max-share 6 t)" ""
    assert_equal "$(check -t en --max-share 4 t | wc -l)" 2
    assert_equal "$(check -t fr t)" "4: broad: 'mot' stands in 991 of 1002 words"
    text 900 mot quality{,,,,,} >t
    assert_equal "$(check -t en --max-share 0 t)" "" "less than 1000 words"
}

@test "check: an entry counts where it stands, not under a longer one" {
    lexicon 'a|en|quality' 'a|en|quality agency'
    { text 991 mot; printf 'quality agency\n%.0s' {1..6}; } >t
    assert_equal "$(check -t en t)" "3: broad: 'quality agency' stands in 6 of 1003 words"
}

@test "check: a word that stands in too many documents" {
    lexicon 'a|en|quality' 'a|en|agency' 'a|en|quality agency'
    for i in {1..20}; do
        case $i in
        [1-4]) echo "agency. quality. quality agency." ;;
        5) echo "quality. quality agency. quality." ;;
        *) echo other ;;
        esac >"d$i"
    done
    assert_equal "$(check -t en d*)" "2: broad: 'quality' stands in 5 of 20 documents"
    assert_equal "$(check -t en --max-documents 25 d*)" ""
    assert_equal "$(check -t en --max-documents 19 d* | wc -l)" 2
    rm d20
    assert_equal "$(check -t en d*)" "" "less than 20 documents"
}

@test "check: a word and a form with its stem that do not look alike" {
    lexicon 'a|en|naming review' 'a|en|naming audit' 'a|en|reviewer' 'a|en|"naming"' 'a|en|named'
    echo 'Namely Naming names named NAMELY review reviews.' >t
    assert_equal "$(check -t en t)" \
        "2: collision: 'naming' matches 'namely' (en, 2 times): their stem is 'name'"
    assert_equal "$(check -t fr t)" ""
    run -1 gm lexicon check --no-exceptions -l lex.tsv -t en -f tsv t
    assert_equal "$(tail -n 1 <<<"$output" | cut -f 2-10)" \
        "$(printf '%s\t' 2 collision a en 'naming review' '' naming namely)2"
}

@test "check: the closed form that a hyphen allows collides too" {
    lexicon 'a|en|nam-ing'
    echo 'Namely.' >t
    assert_match "$(check -t en t)" "^2: collision: 'naming' matches 'namely'"
}

@test "check: forms that are exceptions have been decided on" {
    lexicon 'a|en|naming'
    echo 'Namely.' >t
    mkdir stems
    printf 'form\tstem\nnamely\tname\n' >stems/en.tsv
    run -0 gm lexicon check -l lex.tsv --stems stems -t en t
    assert_output ""
    printf 'form\tstem\nnamely\tnamely\n' >stems/en.tsv
    run -0 gm lexicon check -l lex.tsv --stems stems -t en t
    printf 'form\tstem\nnaming\tname\n' >stems/en.tsv
    run -1 gm lexicon check -l lex.tsv --stems stems -t en t
}

@test "check: a stream as reference, stemmed or not, from files, standard input or a list" {
    lexicon 'a|en|naming'
    echo 'Namely affairs.' >t
    gm tokenize -l en t >tokens
    gm stem --no-exceptions tokens >stems
    printf 'tokens\0' >list
    expected="2: collision: 'naming' matches 'namely' (en, 1 time): their stem is 'name'"
    assert_equal "$(check tokens)" "$expected"
    assert_equal "$(check stems)" "$expected"
    assert_equal "$(check - <stems)" "$expected"
    assert_equal "$(check --files0-from list)" "$expected"
    sed '/gm:lang/d' tokens >none
    assert_equal "$(check none)" ""
    assert_equal "$(check --lang en none)" "$expected"
    run -1 --separate-stderr gm lexicon check -l lex.tsv stems
    assert_match "$stderr" "the stream has stems of '.*', the lexicon of '"
}

# --- stats ---

@test "stats: entries by concept, language and status, with what has no term" {
    lexicon 'b.x|en|one|attested' 'b.x|en|two|own' 'b.x|fr|un|uncertain' 'a|en|three|own' 'b.x|sq||none-known' 'a|*|QQI|own'
    run -0 --separate-stderr gm lexicon stats -l lex.tsv
    tab=$'\t'
    assert_output "concept${tab}lang${tab}attested${tab}own${tab}uncertain${tab}none-known${tab}entries
a${tab}*${tab}0${tab}1${tab}0${tab}0${tab}1
a${tab}en${tab}0${tab}1${tab}0${tab}0${tab}1
b.x${tab}en${tab}1${tab}1${tab}0${tab}0${tab}2
b.x${tab}fr${tab}0${tab}0${tab}1${tab}0${tab}1
b.x${tab}sq${tab}0${tab}0${tab}0${tab}1${tab}0"
    assert_stderr ""
    run -0 gm lexicon stats -l lex.tsv --by status,layer
    assert_output "status${tab}layer${tab}rows
attested${tab}b${tab}1
none-known${tab}b${tab}1
own${tab}a${tab}2
own${tab}b${tab}1
uncertain${tab}b${tab}1"
    run -0 gm lexicon stats -l lex.tsv --by file -f csv
    assert_output "$(printf 'file,attested,own,uncertain,none-known,entries\r\nlex.tsv,1,3,1,1,5\r')"
    run -0 gm lexicon stats -l lex.tsv --by lang,layer -f jsonl
    assert_equal "${lines[0]}" '{"lang":"*","layer":"a","attested":0,"own":1,"uncertain":0,"none-known":0,"entries":1}'
}

@test "stats: all rows are counted once, whatever the keys" {
    local rows
    rows=$(cat "$ROOT"/lexicons/*.tsv | grep -cvE '^(#|concept|$)')
    for by in concept lang pattern status layer file concept,lang,pattern,status,layer,file; do
        gm lexicon stats -l "$ROOT/lexicons" --by "$by" |
            awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
                at["rows"] { n += $at["rows"]; next } { n += $at["entries"] + $at["none-known"] } END { print n }' >sum
        assert_equal "$(cat sum)" "$rows" "rows by $by"
    done
}

@test "stats: with a text, how many entries stand in it and how often" {
    lexicon 'a|en|quality' 'a|en|quality assurance' 'a|en|agency' 'a|fr|agence' 'b|en|quality|attested' 'b|sq||none-known'
    echo 'Quality. Quality assurance. Qualities.' >t
    run -0 gm lexicon stats -l lex.tsv -t en --by concept,lang t
    assert_equal "$(cut -f 1,2,7- <<<"$output")" "$(printf '%s\t%s\t%s\t%s\t%s\n' \
        concept lang entries found matches a en 3 2 3 a fr 1 0 0 b en 1 1 3 b sq 0 0 0)"
    run -0 gm lexicon stats -l lex.tsv -t en --by pattern,status t t
    assert_equal "$(cut -f 1,4,5 <<<"$output" | grep -v 0)" "$(printf '%s\t%s\t%s\n' pattern found matches \
        quality 1 6 quality 1 4 'quality assurance' 1 2)"
    run -0 gm lexicon stats -l lex.tsv -t en --by layer /dev/null
    assert_equal "$(cut -f 1,7,8 <<<"$output")" $'layer\tfound\tmatches\na\t0\t0\nb\t0\t0'
}

@test "stats: an empty lexicon has the header" {
    lexicon
    run -0 gm lexicon stats -l lex.tsv
    assert_output $'concept\tlang\tattested\town\tuncertain\tnone-known\tentries'
}

# --- expand ---

# expand ARG...: columns what, element, text, lang, count, documents, stands
expand() {
    gm lexicon expand --no-exceptions -l lex.tsv "$@" | tail -n +2 | cut -f 3-
}

@test "expand: the forms of each element and the passages of an entry, by frequency, then bytes" {
    lexicon 'a|en|quality* assurance' 'a|en|other'
    printf 'Quality assurance, quality-assured.\nQualitys\nassurance. Quality. Assurance of quality assurance.' >one
    echo 'assured quality  assurance.' >two
    assert_equal "$(expand -t en a one two)" "$(printf '%s\t%s\t%s\ten\t%s\t%s\t%s\n' \
        form assurance assurance 4 2 '' form assurance assured 2 2 '' form assurance Assurance 1 1 '' \
        form 'quality*' quality 3 2 '' form 'quality*' Quality 2 1 '' form 'quality*' Qualitys 1 1 '' \
        passage '' 'quality assurance' 2 2 2 passage '' 'Quality assurance' 1 1 1 \
        passage '' 'Qualitys assurance' 1 1 1 passage '' 'quality - assured' 1 1 1)"
}

@test "expand: by id, concept, branch and pattern" {
    lexicon 'a.b|en|one' 'a.bc|en|two' 'a.b.c|en|three' 'b|en|one'
    echo 'One two three.' >t
    id=$(printf 'en\tone' | sha256sum | cut -c 1-8)
    all() { gm lexicon expand -l lex.tsv -t en "$@" t | tail -n +2 | cut -f 1,2 | uniq; }
    assert_equal "$(all "$id")" $'a.b\tone\nb\tone'
    assert_equal "$(all a.b)" $'a.b\tone\na.b.c\tthree'
    assert_equal "$(all a)" $'a.b\tone\na.bc\ttwo\na.b.c\tthree'
    assert_equal "$(all -p 'two three')" $'\ttwo three'
    run -1 --separate-stderr gm lexicon expand -l lex.tsv -t en a.c t
    assert_stderr "gm-lexicon: no entry or concept 'a.c' in the lexicon; --pattern takes a pattern"
}

@test "expand: a passage stands unless another entry has taken its place" {
    lexicon 'a|en|quality' 'a.long|en|quality assurance' 'b|en|quality'
    echo 'Quality. Quality assurance. Quality.' >t
    assert_equal "$(gm lexicon expand -l lex.tsv -t en a t | grep -P '^a\t' | grep passage | cut -f 5,7,9)" $'Quality\t3\t2'
    assert_equal "$(gm lexicon expand -l lex.tsv -t en b t | grep passage | cut -f 5,7,9)" $'Quality\t3\t3'
    assert_equal "$(gm lexicon expand -l lex.tsv -t en -p quality t | grep passage | cut -f 5,7,9)" $'Quality\t3\t'
}

@test "expand: what stands is what gm-tag marks" {
    cd "$ROOT"
    gm tokenize -l en corpora/sample/docs/x*.txt | gm stem | gm tag >"$BATS_TEST_TMPDIR/tagged"
    for concept in external internal.governance place stance mc; do
        gm count --by concept "$BATS_TEST_TMPDIR/tagged" |
            awk -F '\t' -v c="$concept" '$1 == c || index($1, c ".") == 1 { n += $2 } END { print n }' \
                >"$BATS_TEST_TMPDIR/counted"
        gm lexicon expand -t en "$concept" corpora/sample/docs/x*.txt |
            awk -F '\t' '$3 == "passage" { n += $9 } END { print n }' >"$BATS_TEST_TMPDIR/expanded"
        assert_equal "$(cat "$BATS_TEST_TMPDIR/expanded")" "$(cat "$BATS_TEST_TMPDIR/counted")" "$concept"
        assert_match "$(cat "$BATS_TEST_TMPDIR/counted")" '^[1-9]'
    done
}

@test "expand: CAPS and exact words, languages, sentences of capitals" {
    lexicon 'a|*|QQI' 'b|fr|loi' 'c|en|"Act"'
    printf '%s\n' '# global.columns = ID FORM MISC' '# newdoc id = d' '# gm:lang = en-GB' $'1\tQQI\t_' $'2\tloi\t_' \
        $'3\tAct\t_' $'4\tact\t_' '' '# gm:lang = fr' $'1\tLOI\t_' $'2\tQQI\t_' '' $'1\tQQI\t_' $'2\tx\t_' '' >s
    assert_equal "$(expand a s | cut -f 2-5)" "$(printf '%s\t%s\t%s\t1\n' QQI QQI en QQI QQI und '' QQI en '' QQI und)"
    assert_equal "$(expand b s | cut -f 2-5)" $'loi\tLOI\tfr\t1\n\tLOI\tfr\t1'
    assert_equal "$(expand c s | cut -f 2-5)" $'"Act"\tAct\ten\t1\n\tAct\ten\t1'
    assert_equal "$(expand a --lang no s | cut -f 4)" $'en\nno\nen\nno'
}

@test "expand: a pattern is read by the language of the text; gaps and groups" {
    echo "L'agence a évalué le programme. Universités." >t
    assert_equal "$(gm lexicon expand -t fr -p "agence ~2 [programme|cours]" t | grep passage | cut -f 5)" ""
    assert_equal "$(gm lexicon expand -t fr -p "l'agence ~3 [programme|cours]" t | grep passage | cut -f 5)" \
        "L' agence a évalué le programme"
    assert_equal "$(gm lexicon expand -t fr -p "l'agence ~3 [programme|cours]" t | grep -c form)" 3
    assert_equal "$(gm lexicon expand -t fr -p université t | grep form | cut -f 5)" Universités
}

@test "expand: with --no-tailor words are cut by bare UAX #29" {
    echo "L'agence." >t
    passages() { gm lexicon expand -t fr "$@" t | grep passage | cut -f 5; }
    assert_equal "$(passages -p "l'agence")" "L' agence"
    assert_equal "$(passages --no-tailor -p "l'agence")" "L'agence"
    assert_equal "$(passages -p 'agence*')" agence
    assert_equal "$(passages --no-tailor -p 'agence*')" ""
}

@test "expand: empty input has the header alone" {
    lexicon 'a|en|one'
    run -0 gm lexicon expand -l lex.tsv -t en a /dev/null
    assert_output $'concept\tpattern\twhat\telement\ttext\tlang\tcount\tdocuments\tstands'
    run -0 gm lexicon expand -l lex.tsv a /dev/null
    assert_equal "${#lines[@]}" 1
}

# --- all commands ---

@test "misuse is said with status 2" {
    lexicon 'a|en|one'
    : >t
    misuse() {
        local expected=$1
        shift
        run -2 --separate-stderr gm lexicon "$@"
        assert_output ""
        assert_equal "${stderr%%$'\n'*}" "gm-lexicon: $expected"
    }
    misuse 'no command is given'
    misuse "unknown command 'chekc'" chekc
    misuse "unknown command '-l'" -l lex.tsv check
    misuse "unknown option '--by'" check --by x
    misuse "--format: unknown format 'csv'" check -f csv
    misuse "--format: unknown format 'xls'" stats -f xls
    misuse "--format: unknown format 'text'" expand -f text a
    misuse "--by: unknown key 'x'" stats --by concept,x
    misuse "--by: unknown key ''" stats --by ''
    misuse "--by: repeated key 'lang'" stats --by lang,lang
    misuse "expand: no entry is given" expand -l lex.tsv
    misuse "--text: 'x' is no language tag" check -t x t
    misuse "--lang: 'e_n' is no language tag" check --lang e_n t
    misuse "--text without a file" check -t en -l lex.tsv
    misuse "--text without a file" stats -t en -l lex.tsv
    misuse "--max-share: '1001' is not a number between 0 and 1000" check --max-share 1001
    misuse "pattern 'a,b': punctuation never matches: leave it out" expand -p 'a,b' -l lex.tsv t
}

@test "help of all commands and of each, versions" {
    run -0 --separate-stderr gm lexicon --help
    assert_match "$output" 'usage: gm-lexicon command'
    assert_match "$output" '--max-share'
    assert_match "$output" '--pattern'
    assert_stderr ""
    run -0 gm lexicon check --help
    assert_match "$output" 'usage: gm-lexicon check '
    refute grep -e --pattern <<<"$output"
    run -0 gm lexicon --version
    assert_match "$output" '^gm-lexicon \(gapmap\) '
    run -0 gm lexicon stats --version
}

@test "a missing file among good ones: the others are done, status 1" {
    lexicon 'a|en|naming'
    echo namely >t
    for command in check 'expand a'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr gm lexicon $command --no-exceptions -l lex.tsv -t en none . t
        assert_match "$output" 'namely'
        assert_match "$stderr" "cannot open 'none'"
        assert_equal "$(wc -l <<<"$stderr")" 2
    done
    run -1 --separate-stderr gm lexicon stats -l none.tsv
    assert_stderr "gm-lexicon: cannot open 'none.tsv': No such file or directory"
    GAPMAP_DATA=$PWD/none run -1 --separate-stderr gm lexicon check
    assert_match "$stderr" "no folder '.*lexicons/stems'; use --stems or --no-exceptions"
}

@test "output that cannot be written is an error" {
    lexicon 'a|en|plan' 'a|en|planned'
    echo plan >t
    for command in check stats 'expand -t en a t'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr sh_pipe 'gm lexicon "$@" >/dev/full' $command -l lex.tsv
        assert_stderr "gm-lexicon: cannot write 'standard output': No space left on device"
    done
    run -1 --separate-stderr sh_pipe 'gm lexicon --help >/dev/full'
    assert_match "$stderr" "cannot write 'standard output'"
    run -1 --separate-stderr sh_pipe 'gm lexicon expand -l lex.tsv a <&-'
    run -1 --separate-stderr sh_pipe 'gm lexicon check -l lex.tsv >&-'
}

@test "odd input: CRLF, NUL, invalid UTF-8, no last newline, a line of 1 MB" {
    lexicon 'a|en|naming'
    sed -i 's/$/\r/' lex.tsv
    printf 'Namely\r\nx\0y \xff\xc3 %s namely' "$(head -c 1000000 /dev/zero | tr '\0' z)" >t
    assert_equal "$(check -t en t 2>/dev/null)" \
        "2: collision: 'naming' matches 'namely' (en, 2 times): their stem is 'name'"
    run -0 --separate-stderr gm lexicon expand -l lex.tsv -t en --no-exceptions a t
    assert_equal "${#lines[@]}" 5
}

@test "the locale and the order of texts do not matter" {
    lexicon 'a|en|naming' 'a|*|INFO' 'a|tr|ıslak'
    echo 'Namely INFO info ıslak.' >t
    echo 'Naming INFO.' >u
    in_locales sh_pipe 'gm lexicon check -l lex.tsv --no-exceptions -t en t u || true'
    in_locales gm lexicon expand -l lex.tsv -t tr a t u
    assert_equal "$(expand -t en a t u)" "$(expand -t en a u t)"
}
