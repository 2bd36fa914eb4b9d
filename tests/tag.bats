#!/usr/bin/env bats
# gm-tag: the column GM:TERM.  That the matches are those of the definition: unit/matcher.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    header=$'concept\tlang\tpattern\tstatus\tsource\tnote'
    columns='# global.columns = ID FORM MISC'
}

# lexicon ROW...: lex.tsv with rows CONCEPT|LANG|PATTERN; `+` stands between several concepts.
lexicon() {
    local row concept lang pattern
    echo "$header" >lex.tsv
    for row; do
        IFS='|' read -r concept lang pattern <<<"$row"
        concept=${concept//+/|}
        printf '%s\t%s\t%s\town\t\t\n' "$concept" "$lang" "$pattern" >>lex.tsv
    done
}

# terms LANG TEXT: the tokens that match, as FORM<TAB>GM:TERM without entry ids.
terms() {
    printf '%s\n' "$2" | gm tokenize -l "$1" >tokens
    gm stem --no-exceptions tokens >stems 2>noted
    gm tag --no-exceptions -l lex.tsv stems >tagged
    sed -n '/^[0-9]/{s/@[0-9a-f]\{8\}//g;s/^[0-9]*\t//;s/\t.*\t/\t/;p}' tagged >cells
    grep -v $'\t\*$' cells || [ $? = 1 ]
}

# spans LANG TEXT: the matches, as CONCEPT: FORM...
spans() {
    terms "$@" >marked
    awk -F '\t' '{
        n = split($2, parts, ";")
        for (i = 1; i <= n; i++) {
            split(parts[i], m, ":")
            if (m[2] != "") { last++; key[m[1]] = last; name[last] = m[2] }
            words[key[m[1]]] = words[key[m[1]]] " " $1
        }
    } END { for (i = 1; i <= last; i++) print name[i] ":" words[i] }' marked
}

# the id of LANG and PATTERN
entry() {
    printf '%s\t%s' "$1" "$2" | sha256sum | cut -c 1-8
}

# --- what it does ---

@test "a match is numbered, named on its first token, and covers its tokens" {
    lexicon 'external.evaluation|en|external quality assurance' 'qa.general|en|quality assurance' 'mc.term|en|micro-credential'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tExternal\t_' $'2\tquality\t_' $'3\tassurance\t_' $'4\tof\t_' \
        $'5\tmicro\t_' $'6\t-\t_' $'7\tcredentials\t_' '' >in
    run -0 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    sum=$(printf '%s\n' $'external.evaluation\ten\texternal quality assurance' $'mc.term\ten\tmicro-credential' \
        $'qa.general\ten\tquality assurance' | sha256sum | cut -c 1-64)
    assert_output "$(printf '%s\n' "$columns GM:TERM" "# gm:lexicon = $sum" '# gm:lang = en' \
        $'1\tExternal\t_\t1:external.evaluation@'"$(entry en 'external quality assurance')" \
        $'2\tquality\t_\t1;2:qa.general@'"$(entry en 'quality assurance')" $'3\tassurance\t_\t1;2' $'4\tof\t_\t*' \
        $'5\tmicro\t_\t3:mc.term@'"$(entry en micro-credential)" $'6\t-\t_\t3' $'7\tcredentials\t_\t3')"
    assert_stderr ""
}

@test "one entry with a hyphen finds every spelling" {
    lexicon 'mc.term|en|micro-credential'
    for text in micro-credential micro$'\u2011'credential 'micro credential' $'micro-\ncredentials' microcredential \
        $'micro\u00adcredentials' $'Micro\u2013Credentials' $'micro\u00b7credential' 'MICRO - CREDENTIAL' \
        $'\uff4d\uff49\uff43\uff52\uff4f\uff0d\uff43\uff52\uff45\uff44\uff45\uff4e\uff54\uff49\uff41\uff4c'; do
        assert_match "$(spans en "$text")" '^mc\.term: [^:]+$'
    done
    for text in 'micro, credential' $'micro\u2014credential' 'micro--credential' 'micro (credential)' 'micro' \
        'micro. Credential' 'micro a credential' 'credential'; do
        assert_equal "$(spans en "$text")" "" "matches of '$text'"
    done
}

@test "between words there is white space or a hyphen, nothing else" {
    lexicon 'qa|en|quality assurance'
    assert_equal "$(spans en $'Quality\n assurance, quality-assurance. Quality, assurance. Quality and assurance.')" \
        $'qa: Quality assurance\nqa: quality - assurance'
}

@test "a word is its stem, quotes keep the form, capitals keep theirs" {
    lexicon 'a|en|accreditation' 'b|en|"Polish"' 'c|en|MC'
    assert_equal "$(spans en 'Accrediting the ACCREDITED accreditations, Polish polish. MC mc Mc.')" \
        $'a: Accrediting\na: ACCREDITED\na: accreditations\nb: Polish\nc: MC'
}

@test "capitals do not match in a sentence of capitals, quotes do" {
    lexicon 'a|en|MC' 'b|en|"MC"'
    assert_equal "$(spans en $'THE MC IS HERE.\n\nMC\n\nThe MC.')" $'b: MC\na: MC\nb: MC\na: MC\nb: MC'
}

@test "typographic apostrophes are the same" {
    lexicon "a|en|\"bachelor's\" degree" $'b|fr|aujourd\u2019hui'
    assert_equal "$(spans en "a bachelor’s degree")" "a: bachelor’s degree"
    assert_equal "$(spans fr "Aujourd'hui.")" "b: Aujourd'hui"
}

@test "globs: prefix, infix, one letter" {
    lexicon 'a|en|accredit*' 'b|de|*sicherung*' 'c|en|organi?ation' 'd|fi|pien* osaamiskokonaisuu*' 'e|*|mikro-cred*'
    assert_equal "$(spans en 'Accreditors and reaccreditation; Organisation, organization, organiization')" \
        $'a: Accreditors\nc: Organisation\nc: organization'
    assert_equal "$(spans de 'Die Qualitätssicherungsmaßnahme')" "b: Qualitätssicherungsmaßnahme"
    assert_equal "$(spans 'fi' 'Pienten osaamiskokonaisuuksien')" "d: Pienten osaamiskokonaisuuksien"
    assert_equal "$(spans sk 'Mikro-credy a mikrocredy')" $'e: Mikro - credy\ne: mikrocredy'
}

@test "words are split as in the text: Chinese characters, katakana with and without a dot, Hangul" {
    lexicon 'a|ja|質保証' 'b|ja|マイクロ・クレデンシャル' 'c|ko|마이크로-크레덴셜'
    assert_equal "$(spans ja '外部質保証とマイクロクレデンシャル、マイクロ・クレデンシャル、ﾏｲｸﾛ･ｸﾚﾃﾞﾝｼｬﾙ')" \
        $'a: 質 保 証\nb: マイクロクレデンシャル\nb: マイクロ ・ クレデンシャル\nb: ﾏｲｸﾛ ･ ｸﾚﾃﾞﾝｼｬﾙ'
    assert_equal "$(spans ko '마이크로크레덴셜 마이크로 크레덴셜 마이크로·크레덴셜')" \
        $'c: 마이크로크레덴셜\nc: 마이크로 크레덴셜\nc: 마이크로·크레덴셜'
}

@test "groups stand for all their choices, a gap for some words" {
    lexicon 'a|en|(external)? [quality assurance|quality review]' 'b|en|approve ~2 course'
    assert_equal "$(spans en 'external quality review and quality assurance')" \
        $'a: external quality review\na: quality assurance'
    assert_equal "$(spans en 'approve courses; approve the new course; approve all of the courses. Approve a. Course; approve: course')" \
        $'b: approve courses\nb: approve course'
}

@test "tokens in a gap are not of the match; three in a row that are no words may stand in it" {
    lexicon 'a|en|approve ~2 course' 'b|en|x (y)? ~1 z'
    assert_equal "$(terms en 'Approve (the "new") course')" $'Approve\t1:a\ncourse\t1'
    assert_equal "$(terms en 'approve-course; approve-the-course')" \
        $'approve\t1:a\n-\t1\ncourse\t1\napprove\t2:a\ncourse\t2'
    assert_equal "$(spans en 'approve (((new))) course; approve ((((new)))) course')" "a: approve course"
    # What an element can take is an element's.
    assert_equal "$(spans en 'x y z; x q z')" $'b: x y z\nb: x z'
}

@test "regular expressions: the whole matching form of a word, in any case" {
    lexicon 'a|en|/re-?(accredit|licen[cs])(e|ing)/' 'b|en|[the|a] /[a-z]{2,3}qa/' 'c|*|/[0-9]{5}/'
    assert_equal "$(spans en 'Relicensing, relicence, relicences. The NZQA 21001 210010')" \
        $'a: Relicensing\na: relicence\nb: The NZQA\nc: 21001'
    lexicon 'a|en|/.*/'
    assert_equal "$(spans en 'x, (5) - & %')" $'a: x\na: 5'
}

@test "a regular expression comes last among equal matches" {
    lexicon 'a.re|en|/qqi/' 'a.glob|en|qqi*'
    assert_equal "$(spans en 'qqi')" 'a.glob: qqi'
}

@test "a regular expression that gives up is said once, and is no match" {
    lexicon 'a|en|/(a|a)*[bc]/' 'b|en|/(a|a)*[bc]/ x' 'c|*|*a' 'd|*|/a.*/'
    word=$(printf 'a%.0s' {1..40})
    { echo "$columns"; for n in 1 2; do printf '# gm:lang = %s\n1\t%s\t_\n2\t%s%s\t_\n\n' en "$word" "$word" "$n"; done
        printf '# gm:lang = en-GB\n1\taaab\t_\n2\t%s3\t_\n\n' "$word"; } >in
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_stderr "gm-tag: lex.tsv:2: a regular expression gave up on a word after 20000 steps
gm-tag: lex.tsv:3: a regular expression gave up on a word after 20000 steps"
    assert_equal "$(grep -c ':a@' <<<"$output")" 1
    assert_equal "$(grep -c ':d@' <<<"$output")" 6
}

@test "capitals with \\C match in a sentence of capitals too" {
    lexicon 'a|en|MC\C' 'b|en|MC'
    assert_equal "$(spans en $'THE MC IS HERE.\n\nThe MC mc.')" $'a: MC\na: MC\nb: MC'
}

@test "an entry with several concepts is in all their layers, and longer context resolves it" {
    lexicon 'credential.assessment+external.evaluation|fr|évaluation' 'external.evaluation|fr|évaluation externe' \
        'internal.x|fr|évaluation interne' 'external.y|fr|externe'
    assert_equal "$(spans fr 'Évaluation, évaluation externe, évaluation interne')" \
        $'credential.assessment|external.evaluation: Évaluation\nexternal.evaluation: évaluation externe\ninternal.x: évaluation interne\ncredential.assessment|external.evaluation: évaluation'
    # It suppresses in all its layers, and equal ones by precedence.
    lexicon 'b+a|en|one two' 'a|en|two' 'b|en|two' 'c|en|two' 'a|en|"one" "two"'
    assert_equal "$(spans en 'one two')" $'a: one two\nb: two\nc: two'
    sed -i '/"/d' lex.tsv
    assert_equal "$(spans en 'one two')" $'a|b: one two\nc: two'
    gm count --by concept tagged >counts
    assert_match "$(cat counts)" $'\na\\|b\t1\t2\t'
}

# --- overlap ---

@test "--overlap decides which matches stand over each other" {
    lexicon 'a.x|en|one two' 'a.x|en|two' 'a.y|en|two' 'a.y|en|two three' 'b+a.x|en|three'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tone\t_' $'2\ttwo\t_' $'3\tthree\t_' '' >in
    overlap() { gm tag --no-exceptions -l lex.tsv "$@" in | grep -v '^#' | cut -f 4 | sed 's/@[0-9a-f]*//g' | paste -sd ' '; }
    assert_equal "$(overlap)" "1:a.x 1 2:a.x|b "
    assert_equal "$(overlap --overlap longest)" "1:a.x 1 2:a.x|b "
    assert_equal "$(overlap --overlap longest-per-concept)" "1:a.x 1;2:a.y 2;3:a.x|b "
    assert_equal "$(overlap --overlap all)" "1:a.x 1;2:a.y;3:a.x;4:a.y 2;5:a.x|b "
}

@test "of all matches that begin at a token 64 stand, the longest, and that is said" {
    {
        echo "$header"
        for n in {01..70}; do printf 'a.c%s\ten\tx\town\t\t\na.c%s\ten\ty\town\t\t\n' "$n" "$n"; done
        printf 'b\ten\tx y\town\t\t\nb\ten\t"x"\town\t\t\n'
    } >lex.tsv
    printf '%s\n' "$columns" '# sent_id = d-7' '# gm:lang = en' $'1\tx\t_' $'2\ty\t_' $'3\tz\t_' '' >in
    run -1 --separate-stderr gm tag --no-exceptions --overlap all -l lex.tsv in
    assert_stderr "gm-tag: more than 64 matches begin at 2 tokens, first in sentence 'd-7': the longest of each stand"
    assert_equal "$(sed -n 's/^1\tx\t_\t//p' <<<"$output" | tr ';' '\n' | sed 's/.*:\(.*\)@.*/\1/' | sort | uniq -c | awk '{ print $1, $2 }' | sed -n '1p;62,$p')" \
        $'1 a.c01\n1 a.c62\n2 b'
    run -0 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_stderr ""
}

@test "--explain leaves a file alone that is no report" {
    printf 'One audit.\n' | gm tokenize -l en >in
    cp in before
    run -1 --separate-stderr gm tag --explain in in
    assert_equal "$stderr" "gm-tag: --explain: 'in' holds something else than a report"
    cmp in before
    run -0 gm tag --explain why in
    run -0 gm tag --explain why in
    assert_match "$(<why)" '^document'
}

@test "--explain writes what does not stand, and what stands over it" {
    lexicon 'a.x|en|one two' 'a.y|en|two three' 'a.z|en|one' 'b|en|one' 'a.w|en|"one" "two"' 'b|en|o*'
    printf '%s\n' "$columns" '# newdoc id = d' '# sent_id = d-1' '# gm:lang = en' $'1\tone\t_' $'2\ttwo\t_' $'3\tthree\t_' '' >in
    gm tag --no-exceptions -l lex.tsv in >plain
    run -0 --separate-stderr gm tag --no-exceptions -l lex.tsv --explain why in
    assert_equal "$output" "$(cat plain)"
    assert_equal "$(sed 's/\t[0-9a-f]\{8\}\t/\tID\t/g' why)" "$(printf '%s\n' \
        $'document\tsentence\tgroup\twords\tconcept\tentry\tplace\treason\tby_words\tby_concept\tby_entry\tby_place' \
        $'d\td-1\ta\tone two\ta.x\tID\tlex.tsv:2\tprecedence\tone two\ta.w\tID\tlex.tsv:6' \
        $'d\td-1\ta\tone\ta.z\tID\tlex.tsv:4\tlonger\tone two\ta.w\tID\tlex.tsv:6' \
        $'d\td-1\tb\tone\tb\tID\tlex.tsv:7\tprecedence\tone\tb\tID\tlex.tsv:5' \
        $'d\td-1\ta\ttwo three\ta.y\tID\tlex.tsv:3\tearlier\tone two\ta.w\tID\tlex.tsv:6')"
    assert_match "$(cat why)" "$(entry en '"one" "two"')"
    run -0 gm tag --no-exceptions -l lex.tsv --overlap longest-per-concept --explain why in
    assert_equal "$(cut -f 3,5,8 why)" $'group\tconcept\treason\nb\tb\tprecedence'
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv --explain nowhere/why in
    assert_output ""
    assert_stderr "gm-tag: cannot open 'nowhere/why': No such file or directory"
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv --explain /dev/full in
    assert_stderr "gm-tag: cannot write '/dev/full': No space left on device"
}

# --- lemmas ---

@test "--lemma compares words with LEMMA, all else with FORM" {
    lexicon 'a|en|reviews' 'b|en|reviewing' 'c|en|"reviewed"' 'd|en|QA' 'e|en|rev*' 'f|en|/revi.*/' 'g|lv|akreditācija'
    printf '%s\n' '# gm:lang = en' $'1\treviewed\treview\t_\t_\t_\t_\t_\t_\t_' $'2\tx\treview\t_\t_\t_\t_\t_\t_\t_' \
        $'3\treviews\tx\t_\t_\t_\t_\t_\t_\t_' $'4\tReviews\t_\t_\t_\t_\t_\t_\t_\t_' $'5\tqa\tQA\t_\t_\t_\t_\t_\t_\t_' '' \
        '# gm:lang = lv' $'1\takreditācijas\takreditācija\t_\t_\t_\t_\t_\t_\t_' '' >in
    gm tag --no-exceptions --lemma -l lex.tsv --overlap all in >out
    assert_equal "$(grep '^[0-9]' out | cut -f 11 | sed 's/@[0-9a-f]*//g; s/[0-9]*://g')" \
        $'a;b;c;e;f\na;b\ne;f\na;b;e;f\n*\ng'
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_output ""
    assert_match "$stderr" "bare word 'akreditācija'"
}

@test "--lemma asks for the column, and does not look at stems" {
    lexicon 'a|en|review'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\treview\t_' '' >in
    run -1 --separate-stderr gm tag --no-exceptions --lemma -l lex.tsv in
    assert_output ""
    assert_stderr "gm-tag: the stream has no column LEMMA, which --lemma compares"
    printf '%s\n' '# global.columns = ID FORM LEMMA GM:STEM' '# gm:lang = en' $'1\tx\treviews\ty' $'2\tx\ty\treview' '' >in
    run -0 gm tag --no-exceptions --lemma -l lex.tsv in
    assert_equal "$(grep '^[0-9]' <<<"$output" | cut -f 5 | sed 's/@.*//')" $'1:a\n*'
}

@test "within a layer the longest stands, layers do not disturb each other" {
    lexicon 'a.short|en|quality assurance' 'a.long|en|quality assurance agency' 'a.other|en|agency' 'b.word|en|assurance' \
        'a.back|en|agency body'
    assert_equal "$(spans en 'quality assurance agency body, agency body')" \
        $'a.long: quality assurance agency\nb.word: assurance\na.back: agency body'
}

@test "among equal matches exact comes before capitals, stem, glob, then the first in the lexicon" {
    lexicon 'a.glob|en|qqi*' 'a.stem|en|qqi' 'a.caps|en|QQI' 'a.exact|en|"QQI"' 'b.one|en|x' 'b.two|en|x'
    assert_equal "$(spans en 'the QQI, qqi, qqis and x')" $'a.exact: QQI\na.stem: qqi\na.glob: qqis\nb.one: x'
    sed -i '/exact/d' lex.tsv
    assert_equal "$(spans en 'the QQI')" $'a.caps: QQI'
}

@test "matches are numbered by first token, then longer ones first, then by concept" {
    lexicon 'c|en|x' 'b|en|x y' 'a|en|x'
    assert_equal "$(terms en 'x y')" $'x\t1:b;2:a;3:c\ny\t1'
}

@test "an entry's language is a prefix of the text's" {
    lexicon 'a|en|one' 'b|en-GB|one' 'c|no|"en"' 'd|*|one' 'e|nb|"en"'
    assert_equal "$(terms en-GB one)" $'one\t1:a;2:b;3:d'
    assert_equal "$(terms en one)" $'one\t1:a;2:d'
    assert_equal "$(terms nn en)" $'en\t1:c'
    assert_equal "$(terms nb-NO en)" $'en\t1:c;2:e'
    assert_equal "$(terms und one)" $'one\t1:d'
}

@test "an entry for any language has the stems of the text's" {
    lexicon 'a|*|Universitäten'
    assert_equal "$(spans de 'Die Universität')" "a: Universität"
    assert_equal "$(spans en 'Die Universität')" ""
}

@test "tokens without a stem are stemmed, and no column is added for it" {
    lexicon 'a|en|accreditation'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\taccredited\t_' '' >in
    run -0 gm tag --no-exceptions -l lex.tsv in
    assert_equal "${lines[0]}" "$columns GM:TERM"
    assert_match "$output" $'1\taccredited\t_\t1:a@'
    assert_equal "$(grep -c stemmer <<<"$output" || true)" 0
}

@test "stems of the stream are taken as they are" {
    lexicon 'a|en|accreditation'
    printf '%s\n' "$columns GM:STEM" '# gm:lang = en' $'1\txyz\t_\taccredit' '' >in
    run -0 gm tag --no-exceptions -l lex.tsv in
    assert_match "$output" $'1\txyz\t_\taccredit\t1:a@'
}

@test "a stream with stems of another version is refused" {
    lexicon 'a|en|one'
    printf '%s\n' "$columns GM:STEM" '# gm:stemmer = libstemmer 0.1 unicode 3 stems none' '# gm:lang = en' $'1\tone\t_\tone' '' >in
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_output ""
    assert_match "$stderr" "^gm-tag: the stream has stems of 'libstemmer 0.1 unicode 3 stems none', the lexicon of 'libstemmer "
}

# --- what passes through ---

@test "multiword ranges and empty nodes are passed over" {
    lexicon 'a|en|can not see'
    printf '%s\n' "$columns" '# gm:lang = en' $'1-2\tcannot\t_' $'1\tcan\t_' $'2\tnot\t_' $'2.1\tghost\t_' $'3\tsee\t_' '' >in
    run -0 gm tag --no-exceptions -l lex.tsv in
    assert_equal "$(grep '^[0-9]' <<<"$output" | cut -f 4 | sed 's/@.*//' | paste -sd ' ')" "_ 1:a 1 _ 1"
}

@test "unknown columns and comments stay, an old GM:TERM is replaced" {
    lexicon 'a|en|test'
    printf '%s\n' '# global.columns = ID GM:TERM FORM MY:X' '# gm:lexicon = old' '# newdoc id = d' '# my comment' \
        '# gm:lang = en' $'1\t1:z.z@01234567\tTests\ta b' $'2\t*\tx\t_' '' >in
    run -0 gm tag --no-exceptions -l lex.tsv in
    assert_output "$(printf '%s\n' '# global.columns = ID GM:TERM FORM MY:X' \
        "# gm:lexicon = $(printf 'a\ten\ttest\n' | sha256sum | cut -c 1-64)" '# newdoc id = d' '# my comment' \
        '# gm:lang = en' $'1\t1:a@'"$(entry en test)"$'\tTests\ta b' $'2\t*\tx\t_')"
}

@test "the stream without the column GM:TERM is the stream that came; twice is the same as once" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt 2>/dev/null | gm stem >stemmed
    gm tag stemmed >tagged
    [ "$(grep -c $'\t1:' tagged)" -ge 50 ]
    sed '/^# gm:lexicon = /d; s/^\(# global.columns = .*\) GM:TERM$/\1/; /^[0-9]/s/\t[^\t]*$//' tagged >back
    cmp stemmed back
    gm tag tagged >twice
    cmp tagged twice
}

# --- odd input ---

@test "nothing in gives nothing out" {
    lexicon 'a|en|x'
    run -0 --separate-stderr gm tag -l lex.tsv /dev/null
    assert_output ""
    assert_stderr ""
}

@test "ill-formed UTF-8, controls and a form of a megabyte are tokens like others" {
    lexicon 'a|en|x*' 'b|en|*y*'
    { printf '%s\n# gm:lang = en\n1\tx\xff\t_\n2\t\xc2\t_\n3\tx\x01\t_\n4\t' "$columns"
        head -c 1000000 /dev/zero | tr '\0' y; printf '\t_\n\n'; } >in
    gm tag --no-exceptions -l lex.tsv in >out
    assert_equal "$(grep -a '^[0-9]' out | cut -f 4 | sed 's/@.*//' | paste -sd ' ')" "1:a * 2:a 3:b"
}

@test "a line that breaks the format is said, the rest is done" {
    lexicon 'a|en|x'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tx\t_' '' '# gm:lang = en' $'1\tx' '' '# gm:lang = en' $'1\tx\t_' '' >in
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_equal "$(grep -c $'\t1:a@' <<<"$output")" 2
    assert_match "$stderr" '^gm-tag: in:6: '
}

# --- options ---

@test "--lexicon may be repeated, and be a folder" {
    mkdir folder folder/sub
    lexicon 'b|en|x' && mv lex.tsv folder/b.tsv
    lexicon 'a|en|x' && mv lex.tsv folder/a.tsv
    lexicon 'c|en|x' && cp lex.tsv folder/sub/c.tsv && cp lex.tsv folder/c.txt
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tx\t_' '' >in
    gm tag --no-exceptions -l folder -l lex.tsv in >out
    assert_equal "$(grep '^1' out | sed 's/@[0-9a-f]*//g')" $'1\tx\t_\t1:a;2:b;3:c'
    gm tag --no-exceptions -l lex.tsv -l folder/b.tsv -l folder/a.tsv in >other
    cmp out other
}

@test "without --lexicon the lexicons are those of GAPMAP_DATA, else those of gapmap" {
    mkdir -p data/lexicons/stems
    lexicon 'a|en|x' && mv lex.tsv data/lexicons/a.tsv
    printf 'form\tstem\n' >data/lexicons/stems/en.tsv
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tx\t_' '' >in
    GAPMAP_DATA=data run -0 gm tag in
    assert_match "$output" $'1\tx\t_\t1:a@'
    run -0 gm tag --check
    assert_match "${lines[0]}" $'^entries\t[0-9]{4}'
    GAPMAP_DATA=nowhere run -1 --separate-stderr gm tag --no-exceptions in
    assert_output ""
    assert_stderr "gm-tag: no folder 'nowhere/lexicons/words'; use --no-tailor
gm-tag: no folder 'nowhere/lexicons/scope'; use --scope or --no-flags
gm-tag: no folder 'nowhere/lexicons'; use --lexicon"
    GAPMAP_DATA=nowhere run -1 --separate-stderr gm tag -l data/lexicons in
    assert_stderr "gm-tag: no folder 'nowhere/lexicons/stems'; use --stems or --no-exceptions
gm-tag: no folder 'nowhere/lexicons/words'; use --no-tailor
gm-tag: no folder 'nowhere/lexicons/scope'; use --scope or --no-flags"
}

@test "exceptions stem lexicon and text alike" {
    mkdir stems
    printf 'form\tstem\ninternal\tinternal\n' >stems/en.tsv
    lexicon 'a|en|internal'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tinternal\t_' $'2\tinternational\t_' '' >in
    gm tag --no-exceptions -l lex.tsv in | grep -c $'[0-9]:a' >without
    gm stem -s stems in | gm tag -s stems -l lex.tsv | grep -c $'[0-9]:a' >with
    assert_equal "$(cat without with)" $'2\n1'
}

@test "--lang is for sentences that name no language" {
    lexicon 'a|en|accreditation'
    printf '%s\n' "$columns" $'1\taccredited\t_' '' '# gm:lang = und' $'1\taccredited\t_' '' '# gm:lang = de' $'1\taccredited\t_' '' >in
    gm tag --no-exceptions --lang en -l lex.tsv in >out
    assert_equal "$(grep '^[1#]' out | cut -f 4 | sed 's/@.*//' | grep -v '^#')" $'1:a\n1:a\n*'
}

@test "--cache changes nothing but memory" {
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt 2>/dev/null | gm stem >stemmed
    gm tag stemmed >large
    for n in 1 16; do
        gm tag --cache "$n" stemmed >small
        cmp large small
    done
}

@test "--check says what the lexicons are, and reads no stream" {
    lexicon 'a|en|x' 'b|en|x'
    run -0 --separate-stderr gm tag --no-exceptions -l lex.tsv --check nowhere
    assert_output "$(printf 'entries\t2\nlayers\t2\nlexicon\t%s\nstemmer\t%s' \
        "$(printf 'a\ten\tx\nb\ten\tx\n' | sha256sum | cut -c 1-64)" \
        "$(printf '%s\n' "$columns" | gm stem --no-exceptions | sed -n 's/^# gm:stemmer = //p')")"
    assert_stderr ""
}

@test "misuse is status 2" {
    run -2 --separate-stderr gm tag --overlap most
    assert_output ""
    assert_stderr "gm-tag: --overlap: unknown mode 'most'
gm-tag: try 'gm-tag --help'"
    run -2 --separate-stderr gm tag --explain -
    assert_stderr "gm-tag: --explain: standard output has the stream
gm-tag: try 'gm-tag --help'"
    run -2 --separate-stderr gm tag --cache 0
    assert_output ""
    run -0 --separate-stderr gm tag --help
    assert_equal "${lines[0]}" "usage: gm-tag [option ...] [file ...]"
    assert_stderr ""
}

# --- lexicons that are wrong ---

@test "all that is wrong with lexicons is said at once, and nothing is tagged" {
    mkdir bad
    {
        printf '# comment\n\n%s\n' "$header"
        printf 'a\ten\tgood\town\t\t\n'
        printf 'a\ten\tgood\n'
        printf 'A.b\ten\tx\town\t\t\na..b\ten\tx\town\t\t\na.\ten\tx\town\t\t\n\ten\tx\town\t\t\na|b|a\ten\tx\town\t\t\n'
        printf 'a\txx\tx*\town\t\t\na\tenglish\tx\town\t\t\na\tund\tx*\town\t\t\na\t\tx\town\t\t\n'
        printf 'a\ten\tx\tknown\t\t\na\ten\t\tnone-known\t\t\na\ten\tx\tnone-known\t\t\n'
        printf 'a\ten\tx\xff\town\t\t\n'
        printf 'a\ten\ta, b\town\t\t\na\ten\t\town\t\t\n'
        printf 'a\tlv\tvārds\town\t\t\na\tlv\t"vārds" MC 1 v*\town\t\t\na\tja\t質\town\t\t\na\t*\tword\town\t\t\n'
        printf 'a\ten\tgood\town\t\tagain\n'
        printf 'A\txx\t"\tx\t\t\n'
    } >bad/a.tsv
    printf 'concept\tlang\tpattern\tstatus\tsource\n' >bad/b.tsv
    printf 'concept\tlang\tpattern\tstatus\tstatus\tremark\n' >bad/c.tsv
    : >bad/d.tsv
    printf '%s\na\ten\tgood\town\t\t\n' "$header" >bad/e.tsv
    run -1 --separate-stderr gm tag --no-exceptions -l bad -l nowhere.tsv /dev/null
    assert_output ""
    assert_stderr "gm-tag: bad/a.tsv:5: 3 columns instead of 6
gm-tag: bad/a.tsv:6: not a concept: 'A.b'
gm-tag: bad/a.tsv:7: not a concept: 'a..b'
gm-tag: bad/a.tsv:8: not a concept: 'a.'
gm-tag: bad/a.tsv:9: not a concept: ''
gm-tag: bad/a.tsv:10: not a concept: 'a|b|a'
gm-tag: bad/a.tsv:11: unknown language 'xx'
gm-tag: bad/a.tsv:12: not a language tag: 'english'
gm-tag: bad/a.tsv:13: lang 'und': write '*' for text in any language
gm-tag: bad/a.tsv:14: not a language tag: ''
gm-tag: bad/a.tsv:15: unknown status 'known'
gm-tag: bad/a.tsv:17: pattern 'x': status none-known has none
gm-tag: bad/a.tsv:18: invalid UTF-8
gm-tag: bad/a.tsv:19: pattern 'a, b': punctuation never matches: leave it out
gm-tag: bad/a.tsv:20: pattern '': empty pattern
gm-tag: bad/a.tsv:21: bare word 'vārds': the language has no stemmer; write a glob or \"...\"
gm-tag: bad/a.tsv:25: the same entry as bad/a.tsv:4
gm-tag: bad/a.tsv:26: not a concept: 'A'
gm-tag: bad/a.tsv:26: unknown language 'xx'
gm-tag: bad/a.tsv:26: unknown status 'x'
gm-tag: bad/a.tsv:26: pattern '\"': quote without an end
gm-tag: bad/b.tsv:1: the header must be: concept lang pattern status source note
gm-tag: bad/c.tsv:1: repeated column 'status'
gm-tag: bad/c.tsv:1: unknown column 'remark'
gm-tag: bad/c.tsv:1: the header must be: concept lang pattern status source note
gm-tag: bad/d.tsv: no header line
gm-tag: bad/e.tsv:2: the same entry as bad/a.tsv:4
gm-tag: cannot open 'nowhere.tsv': No such file or directory"
}

@test "a folder without lexicons and a line without end are errors" {
    mkdir empty
    run -1 --separate-stderr gm tag --no-exceptions -l empty --check
    assert_output ""
    assert_stderr "gm-tag: no *.tsv in 'empty'"
    { echo "$header"; head -c 1000000 /dev/zero | tr '\0' x; } >lex.tsv
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv --check
    assert_stderr "gm-tag: lex.tsv:2: a line of more than 64 KiB"
    { head -c 100000 lex.tsv | head -n 1; head -c 70000 /dev/zero | tr '\0' x; printf '\na\ten\tb,\town\t\t\na\ten\tx\0y\town\t\t\n'; } >long.tsv
    run -1 --separate-stderr gm tag --no-exceptions -l long.tsv --check
    assert_stderr "gm-tag: long.tsv:2: a line of more than 64 KiB
gm-tag: long.tsv:3: pattern 'b,': punctuation never matches: leave it out
gm-tag: long.tsv:4: a NUL byte"
}

# --- files, failures, invariance ---

@test "a missing file and a directory are said, the others are done" {
    lexicon 'a|en|x'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tx\t_' '' >in
    run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv nowhere . - <in
    assert_match "$output" $'1\tx\t_\t1:a@'
    assert_stderr "gm-tag: cannot open 'nowhere': No such file or directory
gm-tag: cannot read '.': Is a directory"
}

@test "--files0-from and operands are read one after the other" {
    lexicon 'a|en|x'
    printf '%s\n# gm:lang = en\n1\tx\t_\n\n' "$columns" >one
    printf '%s\n# gm:lang = en\n1\ty\t_\n\n' "$columns" >two
    printf 'two\0one\0' >list
    gm tag --no-exceptions -l lex.tsv --files0-from list one >out
    assert_equal "$(grep '^1' out | cut -f 2 | paste -sd ' ')" "x y x"
}

@test "a full disk is status 1, a closed pipe no message" {
    lexicon 'a|en|x'
    printf '%s\n' "$columns" '# gm:lang = en' $'1\tx\t_' '' >in
    run -1 --separate-stderr sh_pipe 'gm tag --no-exceptions -l lex.tsv in >/dev/full'
    assert_match "$stderr" "No space left on device"
    for ((i = 0; i < 20000; i++)); do printf '1\tx\t_\n\n'; done >>in
    # shellcheck disable=SC2016
    run -0 --separate-stderr bash -c '"$1"/gm-tag --no-exceptions -l lex.tsv in | head -n 1' _ "$BIN"
    assert_output "$columns GM:TERM"
    assert_stderr ""
}

@test "the locale changes nothing" {
    lexicon 'a|tr|KISA' 'b|*|"İ"' 'c|tr|ı*'
    printf '%s\n' "$columns" '# gm:lang = tr' $'1\tkısa\t_' $'2\tİ\t_' $'3\tIŞIK\t_' '' >in
    in_locales "$BIN/gm-tag" --no-exceptions -l lex.tsv in
    gm tag --no-exceptions -l lex.tsv in >out
    assert_equal "$(grep '^[0-9]' out | cut -f 4 | sed 's/@.*//' | paste -sd ' ')" "* 1:b 2:c"
}

@test "many languages and a lexicon of many entries" {
    { echo "$header"; for ((i = 0; i < 20000; i++)); do printf 'a.c%d\t*\tw%dx*\town\t\t\n' "$i" "$i"; done; } >lex.tsv
    { echo "$columns"; for lang in {a..z}{a..c}; do printf '# gm:lang = %s\n1\tw777xyz\t_\n\n' "$lang"; done; } >in
    gm tag --no-exceptions -l lex.tsv in >out
    assert_equal "$(grep -c $'\t1:a.c777@' out)" 78
}

@test "Greek is found with and without accents, Turkish with both ways to fold I" {
    printf 'concept\tlang\tpattern\tstatus\tsource\tnote\n' >"$BATS_TEST_TMPDIR/l.tsv"
    printf 'qa.el\tel\tαξιολόγησ*\town\tx\t\nqa.tr\ttr\tinternational kalite\town\tx\t\n' >>"$BATS_TEST_TMPDIR/l.tsv"
    # shellcheck disable=SC2016
    run -0 sh_pipe 'printf "ΑΞΙΟΛΟΓΗΣΗ αξιολόγηση αξιολογηση" | gm tokenize -l el | gm stem | gm tag -l "$1" | grep -c qa.el' "$BATS_TEST_TMPDIR/l.tsv"
    assert_output 3
    # shellcheck disable=SC2016
    run -0 sh_pipe 'printf "INTERNATIONAL KALİTE, International kalite, internatıonal kalite" | gm tokenize -l tr | gm stem | gm tag -l "$1" | grep -c qa.tr' "$BATS_TEST_TMPDIR/l.tsv"
    assert_output 2
}

# --- words cut by the rules of a language ---

@test "a word is found behind its article, and before its suffix" {
    lexicon 'a|fr|accréditation' 'b|it|università' 'c|tr|Ankara' 'd|fi|"EU"' 'e|ga|Gaeltacht'
    run -0 terms fr "L'accréditation, d’accréditations"
    assert_output $'accréditation\t1:a\naccréditations\t2:a'
    run -0 terms it "Dell'università."
    assert_output $'università\t1:b'
    run -0 terms tr "Ankara'da"
    assert_output $'Ankara\t1:c'
    run -0 terms 'fi' "EU:n"
    assert_output $'EU\t1:d'
    run -0 terms ga "sa nGaeltacht"
    assert_output $'Gaeltacht\t1:e'
}

@test "patterns are cut as the text of their language is" {
    lexicon "a|it|assicurazione della qualità dell'università" "b|fr|[l'|d']agence" "c|fr|\"l'Agence\"" "d|tr|Ankara'nın" \
        "e|en|l'agence" "f|*|d'agence"
    run -0 spans it "Assicurazione della qualità dell’università"
    assert_output "a: Assicurazione della qualità dell’ università"
    run -0 spans fr "d'agence, l'Agence"
    assert_output $'b: d\' agence\nf: d\' agence\nb: l\' Agence\nc: l\' Agence'
    run -0 spans tr "Ankara'nın"
    assert_output $'d: Ankara \'nın'
    run -0 spans en "l'agence"
    assert_output "e: l'agence"
}

@test "with --no-tailor patterns are cut by UAX #29 alone" {
    lexicon "a|fr|l'agence"
    printf "l'agence" | gm tokenize -l fr --no-tailor >tokens
    run -0 gm tag --no-exceptions --no-tailor -l lex.tsv tokens
    assert_match "$output" $'l\'agence\tSpaceAfter=No\t1:a@'
    run -0 gm tag --no-exceptions -l lex.tsv tokens
    assert_match "$output" $'l\'agence\tSpaceAfter=No\t\\*'
}

@test "a mistake in the rules is said with its place, and nothing is tagged" {
    mkdir -p data/lexicons/words
    printf "kind\tform\tnote\nprefix\tl\t\n" >data/lexicons/words/fr.tsv
    lexicon "a|fr|l'agence"
    printf '%s\n' "$columns" '# gm:lang = fr' $'1\tx\t_' '' >in
    GAPMAP_DATA=data run -1 --separate-stderr gm tag --no-exceptions -l lex.tsv in
    assert_output ""
    assert_stderr "gm-tag: data/lexicons/words/fr.tsv:2: a prefix ends with its only apostrophe: 'l'"
}
