#!/usr/bin/env bats
# gm-count: the tables.  Counts against a naive count, in any memory and from any split: unit/tally.c.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0
load helper.bash

columns='# global.columns = ID FORM MISC GM:STEM GM:TERM'
numbers=$'count\twords\tsentences\tdocuments'

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    # d1: two matches of one sentence, one of the next; a hyphen inside; a number.  d2: no hit.  d3: no sentence.
    printf '%s\n' "$columns" '# newdoc id = d1' '# gm:meta.jurisdiction = XA' '# gm:lang = en' '# gm:page = 1' \
        $'1\tMicro\tSpaceAfter=No\tmicro\t1:mc.term@aaaaaaaa' $'2\t-\tSpaceAfter=No\t-\t1' \
        $'3\tcredentials\t_\tcredenti\t1' $'4\tin\t_\tin\t*' $'5\tOntario\t_\tontario\t2:place.CA.ON@bbbbbbbb' \
        $'6\t2024\t_\t2024\t*' $'7\t.\t_\t.\t*' '' \
        '# gm:lang = en' '# gm:page = 1' '# gm:zone = heading' $'1\tmicro\t_\tmicro\t1:mc.term@aaaaaaaa' \
        $'2\tcredentials\tPage=2\tcredenti\t1' '' '# newdoc id = d2' '# gm:lang = en' '# gm:page = 1' \
        $'1\tNothing\t_\tnoth\t*' '' '# newdoc id = d3' '# gm:meta.jurisdiction = XA' '' >in
}

# What gm-count prints: LINE... with blanks for tabs.
table() {
    printf '%s\n' "$@" | tr ' ' '\t'
}

# by KEYS ARG...: gm-count of the stream `in`.
by() {
    local keys=$1
    shift
    run -0 --separate-stderr gm count --by "$keys" "$@" in
    assert_stderr ""
}

# refused STATUS MESSAGE ARG...: gm-count fails so and prints no table.
refused() {
    local expected=$1 message=$2 status=0
    shift 2
    gm count "$@" >out 2>err || status=$?
    assert_equal "$status" "$expected" "status of gm-count $*"
    assert_equal "$(head -n 1 err)" "gm-count: $message"
    assert_equal "$(cat out)" ""
}

# --- what it counts ---

@test "matches by document and concept, with denominators also where nothing was found" {
    run -0 --separate-stderr gm count in
    assert_output "$(table "document concept count words sentences documents" 'd1 * 3 6 2 1' 'd1 mc.term 2 4 2 1' \
        'd1 place.CA.ON 1 1 1 1' 'd2 * 0 1 1 1' 'd3 * 0 0 0 1')"
    assert_stderr ""
}

@test "tokens by form: words and numbers" {
    by form
    assert_output "$(table "form count words sentences documents" '* 8 7 3 3' '2024 1 0 1 1' 'Micro 1 1 1 1' \
        'Nothing 1 1 1 1' 'Ontario 1 1 1 1' 'credentials 2 2 2 1' 'in 1 1 1 1' 'micro 1 1 1 1')"
}

@test "the keys of a match: hyphens are left out, term is without case" {
    by concept,entry,term,form,stem
    assert_output "$(printf 'concept\tentry\tterm\tform\tstem\t%s\n' "$numbers"
        printf '*\t*\t*\t*\t*\t3\t7\t3\t3\n'
        printf 'mc.term\taaaaaaaa\tmicro credentials\tMicro credentials\tmicro credenti\t1\t2\t1\t1\n'
        printf 'mc.term\taaaaaaaa\tmicro credentials\tmicro credentials\tmicro credenti\t1\t2\t1\t1\n'
        printf 'place.CA.ON\tbbbbbbbb\tontario\tOntario\tontario\t1\t1\t1\t1\n')"
}

@test "stems of tokens" {
    by stem,document
    assert_output "$(table "stem document count words sentences documents" '* d1 7 6 2 1' '* d2 1 1 1 1' '* d3 0 0 0 1' \
        '2024 d1 1 0 1 1' 'credenti d1 2 2 2 1' 'in d1 1 1 1 1' 'micro d1 2 2 2 1' 'noth d2 1 1 1 1' 'ontario d1 1 1 1 1')"
}

@test "without a key of the term only denominators" {
    by document
    assert_output "$(table "document count words sentences documents" 'd1 7 6 2 1' 'd2 1 1 1 1' 'd3 0 0 0 1')"
}

@test "a page that begins inside a sentence takes its words; a match belongs to the page of its first token" {
    by document,page,concept
    assert_output "$(table "document page concept count words sentences documents" 'd1 1 * 3 5 2 1' \
        'd1 1 mc.term 2 4 2 1' 'd1 1 place.CA.ON 1 1 1 1' 'd1 2 * 0 1 0 1' 'd2 1 * 0 1 1 1' 'd3 _ * 0 0 0 1')"
}

@test "languages and zones; a document without a sentence has neither" {
    by lang,zone
    assert_output "$(table "lang zone count words sentences documents" '_ _ 0 0 0 1' 'en body 6 5 2 2' 'en heading 2 2 1 1')"
}

@test "metadata, also where they are missing" {
    by meta.jurisdiction,concept
    assert_output "$(table "meta.jurisdiction concept count words sentences documents" 'XA * 3 6 2 2' 'XA mc.term 2 4 2 1' \
        'XA place.CA.ON 1 1 1 1' '_ * 0 1 1 1')"
}

@test "words are letters, not bytes; ranges and empty nodes are not counted" {
    printf '%s\n' '# global.columns = ID FORM' $'1-2\tdu' $'1\tде' $'2\tle' $'2.1\tx' $'3\t…' $'4\t٣' '' >in
    by form
    assert_output "$(table "form count words sentences documents" '* 3 2 1 1' 'le 1 1 1 1' 'де 1 1 1 1' '٣ 1 0 1 1')"
}

@test "cells are escaped, and a term that is an asterisk is no denominator" {
    printf '%s\n' '# global.columns = ID FORM GM:TERM' '# newdoc id = a\tb\\c' $'1\t*\t1:x@aaaaaaaa' '' >in
    by document,term
    assert_output "$(printf 'document\tterm\t%s\na\\tb\\\\c\t*\t1\t0\t1\t1\na\\tb\\\\c\t\\\\*\t1\t0\t1\t1\n' "$numbers")"
    gm count --by document,term in >t
    run -0 --separate-stderr gm count --merge t
    assert_output "$(cat t)"
}

# --- options ---

@test "depth cuts concepts; each match counts" {
    printf '%s\n' "$columns" $'1\ta\t_\ta\t1:place.CA.ON@aaaaaaaa;2:place.CA.QC@bbbbbbbb;3:a.x|b.y|a.z@cccccccc' '' >in
    by concept --depth 1
    assert_output "$(table "concept count words sentences documents" '* 3 1 1 1' 'a|b 1 1 1 1' 'place 2 2 1 1')"
    by concept --depth 2
    assert_output "$(table "concept count words sentences documents" '* 3 1 1 1' 'a.x|b.y|a.z 1 1 1 1' 'place.CA 2 2 1 1')"
    printf '%s\n' "$columns" $'1\ta\t_\ta\t1:a.x|a.y@aaaaaaaa;2:a@bbbbbbbb' '' >in
    by concept --depth 1
    assert_output "$(table "concept count words sentences documents" '* 2 1 1 1' 'a 2 2 1 1')"
}

@test "rates are exact decimals of the group's words, and empty without words" {
    by document,concept --rate 10000
    assert_output "$(printf '%s\n' $'document\tconcept\t'"$numbers"$'\trate' $'d1\t*\t3\t6\t2\t1\t5000.000' \
        $'d1\tmc.term\t2\t4\t2\t1\t3333.333' $'d1\tplace.CA.ON\t1\t1\t1\t1\t1666.667' $'d2\t*\t0\t1\t1\t1\t0.000' \
        $'d3\t*\t0\t0\t0\t1\t')"
    by concept,document --rate 1
    assert_output "$(printf '%s\n' $'concept\tdocument\t'"$numbers"$'\trate' $'*\td1\t3\t6\t2\t1\t0.500' \
        $'*\td2\t0\t1\t1\t1\t0.000' $'*\td3\t0\t0\t0\t1\t' $'mc.term\td1\t2\t4\t2\t1\t0.333' $'place.CA.ON\td1\t1\t1\t1\t1\t0.167')"
}

@test "sort is a view without denominators, ties in the order of the keys, top cuts it" {
    by form --sort count:desc,form:desc
    assert_output "$(table "form count words sentences documents" 'credentials 2 2 2 1' 'micro 1 1 1 1' 'in 1 1 1 1' \
        'Ontario 1 1 1 1' 'Nothing 1 1 1 1' 'Micro 1 1 1 1' '2024 1 0 1 1')"
    by form --sort sentences:desc,words --top 3
    assert_output "$(table "form count words sentences documents" 'credentials 2 2 2 1' '2024 1 0 1 1' 'Micro 1 1 1 1')"
    by document --sort count:asc
    assert_output "$(table "document count words sentences documents" 'd3 0 0 0 1' 'd2 1 1 1 1' 'd1 7 6 2 1')"
}

@test "csv has CR LF, and no cell that a spreadsheet runs" {
    printf '%s\n' '# global.columns = ID FORM GM:TERM' '# newdoc id = a,"b"' $'1\t=cmd\t1:-x@aaaaaaaa' '' >in
    by document,concept,form --format csv
    assert_equal "$(printf '%s\n' "$output" | tr -d '\r')" 'document,concept,form,count,words,sentences,documents
"a,""b""",*,*,1,1,1,1
"a,""b""",'"'-x,'=cmd,1,1,1,1"
    gm count --by document --format csv in >out
    assert_equal "$(grep -c $'\r$' out)" 2
    by document,concept,form --format csv --csv-raw
    assert_equal "$(printf '%s\n' "$output" | tr -d '\r' | tail -n 1)" '"a,""b""",-x,=cmd,1,1,1,1'
    python3 -c 'import csv,sys; r=list(csv.reader(open("out",newline=""))); assert r[1][0]=="a,\"b\"", r'
}

@test "jsonl is one object a line" {
    by document,concept --format jsonl --rate 100
    assert_equal "${lines[0]}" \
        '{"document":"d1","concept":"*","count":3,"words":6,"sentences":2,"documents":1,"rate":50.000}'
    assert_equal "${lines[4]}" '{"document":"d3","concept":"*","count":0,"words":0,"sentences":0,"documents":1,"rate":null}'
    gm count --format jsonl in | python3 -c 'import json,sys; print(sum(json.loads(l)["count"] for l in sys.stdin))' >out
    assert_equal "$(cat out)" 6
}

@test "mtx has a row for each group, a column for each term" {
    by document,concept --format mtx -o m
    assert_output ""
    assert_equal "$(cat m.mtx)" "%%MatrixMarket matrix coordinate integer general
3 2 2
1 1 2
1 2 1"
    assert_equal "$(cat m.rows)" $'d1\nd2\nd3'
    assert_equal "$(cat m.cols)" $'mc.term\nplace.CA.ON'
    by form,lang,page,stem --format mtx --output m
    assert_equal "$(cat m.rows)" $'_\t_\nen\t1\nen\t2'
    assert_equal "$(sed -n 2p m.mtx)" "3 7 8"
    assert_equal "$(head -n 2 m.cols)" $'2024\t2024\nMicro\tmicro'
    if /usr/bin/python3 -c 'import scipy.io' 2>/dev/null; then
        /usr/bin/python3 -c 'import scipy.io; m = scipy.io.mmread("m.mtx"); print(m.shape, m.sum())' >out
        assert_equal "$(cat out)" "(3, 7) 8"
    fi
}

@test "the same bytes for any memory" {
    local n
    for n in {1..300}; do
        printf '# newdoc id = doc%d\n1\tw%d\n2\tw%d\n3\tcommon\n\n' $((n * 7919 % 1000)) $((n % 17)) "$n"
    done | sed '1i# global.columns = ID FORM' >in
    for keys in document,form form,document form; do
        gm count --by "$keys" in >whole
        for size in 1 5K 20K 1M; do
            by "$keys" --memory "$size"
            assert_equal "$output" "$(cat whole)"
        done
        by "$keys" --memory 1 --sort words:desc,form --rate 7
        assert_equal "$output" "$(gm count --by "$keys" --sort words:desc,form --rate 7 in)"
    done
}

@test "files0-from names the files" {
    printf 'in\0' >list
    run -0 --separate-stderr gm count --files0-from list
    assert_output "$(gm count in)"
}

# --- adding tables ---

@test "tables of any split add up to the table of the whole" {
    csplit -s -f part in '/^# newdoc/' '{*}'
    for part in part0[123]; do
        { echo "$columns"; cat "$part"; } | gm count --by concept,meta.jurisdiction,page >"$part.tsv"
    done
    run -0 --separate-stderr gm count --merge part03.tsv part01.tsv part02.tsv
    assert_output "$(gm count --by concept,meta.jurisdiction,page in)"
    assert_stderr ""
    run -0 --separate-stderr gm count --merge --rate 100 --sort count:desc --by concept,meta.jurisdiction,page part0[123].tsv
    assert_output "$(gm count --by concept,meta.jurisdiction,page --rate 100 --sort count:desc in)"
    run -0 --separate-stderr gm count --merge --memory 1 part01.tsv - part02.tsv <part03.tsv
    assert_output "$(gm count --by concept,meta.jurisdiction,page in)"
}

@test "a table without rows adds nothing" {
    printf 'form\t%s\n' "$numbers" >empty
    run -0 --separate-stderr gm count --merge empty
    assert_output "$(cat empty)"
    gm count --by form in >t
    run -0 --separate-stderr gm count --merge empty t
    assert_output "$(cat t)"
}

@test "what is no canonical table is refused with its line, and nothing is written" {
    local head=$'document\tconcept\t'$numbers
    bad() { # MESSAGE LINE...
        local message=$1
        shift
        printf '%s\n' "$@" >bad
        refused 1 "$message" --merge bad
    }
    bad "bad:1: no table of gm-count: its header ends in count, words, sentences, documents" $'document\tn'
    bad "bad:1: no table of gm-count: its header ends in count, words, sentences, documents" "$numbers"
    bad "bad:1: unknown key 'doc'" $'doc\t'"$numbers"
    bad "bad:1: a table with a rate cannot be added up" "$head"$'\trate'
    bad "bad:3: the row is out of order (a table made with --sort?)" "$head" $'d1\tx\t1\t1\t1\t1' $'d1\t*\t1\t1\t1\t1'
    bad "bad:3: the row comes twice" "$head" $'d1\t*\t1\t1\t1\t1' $'d1\t*\t1\t1\t1\t1'
    bad "bad:2: the row with '*' of this group is missing (a table made with --sort?)" "$head" $'d1\tx\t1\t1\t1\t1' \
        $'d2\t*\t1\t1\t1\t1'
    bad "bad:2: not a number of 64 bits: '01'" "$head" $'d1\t*\t01\t1\t1\t1'
    bad "bad:2: not escaped as it must be: '1\\r'" "$head" $'d1\t*\t1\t1\t1\t1\r'
    bad "bad:2: not a number of 64 bits: '18446744073709551616'" "$head" $'d1\t*\t1\t18446744073709551616\t1\t1'
    bad "bad:2: the number of cells is not that of the header" "$head" $'d1\t*\t1\t1\t1'
    bad "bad:2: the number of cells is not that of the header" "$head" ''
    bad "bad:2: not escaped as it must be: 'd\\q'" "$head" $'d\\q\t*\t1\t1\t1\t1'
    bad "bad:3: '*' in some, not all columns of the term" $'concept\tform\t'"$numbers" $'*\t*\t1\t1\t1\t1' $'*\tx\t1\t1\t1\t1'
    : >bad
    refused 1 "bad:1: no header line" --merge bad
}

@test "the row with '*' may stand anywhere in a table by term first, but not be missing" {
    printf 'form\tdocument\t%s\n' "$numbers" >top
    { cat top; printf '(\td1\t1\t1\t1\t1\n*\td1\t1\t1\t1\t1\n'; } >good
    run -0 --separate-stderr gm count --merge good
    assert_output "$(cat good)"
    { cat good; printf 'x\td2\t1\t1\t1\t1\n'; } >bad
    refused 1 "bad:4: the row with '*' of this group is missing (a table made with --sort?)" --merge bad
}

@test "tables that do not go together are refused" {
    gm count in >a
    gm count --by document in >b
    refused 1 "b:1: other keys than asked for or than the first table's: 'document'" --merge a b
    refused 1 "a:1: other keys than asked for or than the first table's: 'document,concept'" --merge --by document a
    refused 1 "a:2: another table has this document too: 'd1'" --merge a a
    refused 1 "cannot open 'missing': No such file or directory" --merge a missing
    printf 'meta.x\t%s\na\t18446744073709551615\t1\t1\t1\n' "$numbers" >max
    cp max max2
    refused 1 "max2:2: the sum does not fit in 64 bits" --merge max max2
    run -1 --separate-stderr gm count --merge --memory 1 max max2
    assert_stderr "gm-count: a count does not fit in 64 bits"
    refused 2 "--sort: no such column 'form'" --merge --sort form a
}

@test "rows cut or edited are noticed by the sums of their group" {
    local line
    gm count --by document,concept in >t
    for line in 2 3 4; do
        sed "${line}d" t >bad
        run -1 --separate-stderr gm count --merge bad
        assert_output ""
    done
    edited() { # LINE FROM TO MESSAGE: the table with one cell or number of that line changed
        sed "$1s/$2/$3/" t >bad
        refute cmp -s t bad
        refused 1 "bad:$4" --merge bad
    }
    edited 3 $'2\t4\t2\t1' $'3\t4\t2\t1' "2: the rows of this group do not add up to its row with '*'"
    edited 2 $'3\t6\t2\t1' $'4\t6\t2\t1' "2: the rows of this group do not add up to its row with '*'"
    edited 5 $'0\t1\t1\t1' $'1\t1\t1\t1' "5: the rows of this group do not add up to its row with '*'"
    edited 2 $'3\t6\t2\t1' $'3\t6\t1\t1' "2: a row of this group says more than its row with '*'"
    edited 2 $'3\t6\t2\t1' $'3\t6\t2\t0' "2: a row of this group says more than its row with '*'"
    edited 3 $'2\t4\t2\t1' $'2\t4\t3\t1' "3: the numbers of this row contradict each other"
    edited 3 $'2\t4\t2\t1' $'2\t4\t2\t3' "3: the numbers of this row contradict each other"
    edited 4 $'1\t1\t1\t1' $'1\t1\t1\t0' "4: the numbers of this row contradict each other"
    gm count --by form,document in >t
    edited 6 $'d1\t1\t1' $'d1\t1\t0' "2: the rows of this group do not add up to its row with '*'"
    sed 5d t >bad
    refused 1 "bad:2: the rows of this group do not add up to its row with '*'" --merge bad
    head -c -1 t >bad
    refused 1 "bad:$(wc -l <t): the table ends inside a line" --merge bad
    # Where a page ends inside a sentence, what stands on the next page is in no sentence of its own.
    gm count --by page,form in >t
    run -0 --separate-stderr gm count --merge t
    assert_output "$(cat t)"
}

# --- wrong input ---

@test "a stream that lacks the column" {
    printf '%s\n' '# global.columns = ID FORM' $'1\ta' '' >plain
    refused 1 "the stream is not tagged: run gm-tag first" plain
    refused 1 "the stream has no stems: run gm-stem first" --by stem plain
    printf '%s\n' '# global.columns = ID FORM GM:TERM' $'1\ta\t*' '' >tagged
    refused 1 "the stream has no stems: run gm-stem first" --by concept,stem tagged
}

@test "a repeated document id is said and counted on" {
    run -1 --separate-stderr gm count --by document in in
    assert_output "$(table "document count words sentences documents" 'd1 14 12 4 2' 'd2 2 2 2 2' 'd3 0 0 0 2')"
    assert_stderr "gm-count: document 'd1' comes more than once
gm-count: document 'd2' comes more than once
gm-count: document 'd3' comes more than once"
}

@test "a bad file among good ones: the others are counted" {
    run -1 --separate-stderr gm count missing . in
    assert_output "$(gm count in)"
    assert_equal "${stderr_lines[0]}" "gm-count: cannot open 'missing': No such file or directory"
    assert_equal "${stderr_lines[1]}" "gm-count: cannot read '.': Is a directory"
}

@test "no input at all gives the header" {
    run -0 --separate-stderr gm count </dev/null
    assert_output "$(table "document concept count words sentences documents")"
    assert_stderr ""
    run -0 --separate-stderr gm count - <in
    assert_output "$(gm count in)"
}

@test "a token of 1 MB, and bytes that are no UTF-8" {
    { printf '# global.columns = ID FORM\n1\t'; head -c 1000000 /dev/zero | tr '\0' a; printf '\n2\tb\xff\n\n'; } >in
    gm count --by form in >out
    assert_equal "$(wc -l <out)" 4
    assert_equal "$(tail -n 2 out | head -n 1 | tr -d a)" $'\t1\t1\t1\t1'
    gm count --by form --format jsonl in >out
    python3 -c 'import json; [json.loads(l) for l in open("out", encoding="utf-8")]'
}

@test "ids that are no UTF-8 stay distinct, and the tables are UTF-8" {
    local name
    printf '%s\n' "$columns" >in
    for name in 'n\xFE' 'n\xFF' 'n\\xFF'; do # as the stream has them: two bytes, and a backslash
        printf '# newdoc id = %s\n1\tx\t_\tx\t*\n\n' "$name" >>in
    done
    by document
    assert_output "$(table "document count words sentences documents" 'n\\xFF 1 1 1 1' 'n\xFE 1 1 1 1' 'n\xFF 1 1 1 1')"
    printf '%s\n' "$output" >t
    run -0 --separate-stderr gm count --merge t
    assert_output "$(cat t)"
    by document --format csv
    assert_output "$(printf '%s\r\n' document,count,words,sentences,documents 'n\x5CxFF,1,1,1,1' 'n\xFE,1,1,1,1' 'n\xFF,1,1,1,1')"
    by document --format jsonl
    assert_equal "$(cut -d, -f1 <<<"$output")" '{"document":"n\\x5CxFF"
{"document":"n\\xFE"
{"document":"n\\xFF"'
    run -1 --separate-stderr gm count --by document in in
    assert_stderr "gm-count: document 'n\xFE' comes more than once
gm-count: document 'n\xFF' comes more than once
gm-count: document 'n\x5CxFF' comes more than once"
}

@test "a metadata key that no document has is said once" {
    run -0 --separate-stderr gm count --by meta.jurisdicton,meta.jurisdiction,meta.year in
    assert_stderr "gm-count: no document has 'meta.jurisdicton'
gm-count: no document has 'meta.year'"
    assert_equal "${#lines[@]}" 3
    # A column without a value in any row is none, in a table of documents too.
    printf 'id\tpath\tlang\tcountry\tyear\na\ta\ten\tXA\t\n' >documents.tsv
    echo A >a
    run -0 --separate-stderr sh_pipe 'gm tokenize -d documents.tsv a | gm count --by meta.country,meta.year'
    assert_output "$(table 'meta.country meta.year count words sentences documents' 'XA _ 1 1 1 1')"
    assert_stderr "gm-count: no document has 'meta.year'"
    run -0 --separate-stderr gm count --by meta.x </dev/null
    assert_stderr ""
}

@test "the locale does not matter" {
    in_locales gm count --by form,document --rate 1000 in
}

# --- wrong options ---

@test "misuse" {
    refused 2 "--by: unknown key 'word'" --by document,word in
    refused 2 "--by: unknown key ''" --by '' in
    refused 2 "--by: unknown key 'meta.a b'" --by 'meta.a b' in
    refused 2 "--by: repeated key 'form'" --by form,form in
    refused 2 "--by: too many keys, from 'meta.17'" --by "$(printf 'meta.%d,' {1..16})meta.17" in
    refused 2 "--depth needs the key concept" --by form --depth 1 in
    refused 2 "--depth: '0' is not a number between 1 and 1000" --depth 0 in
    refused 2 "--rate: 'x' is not a number between 1 and 1000000000" --rate x in
    refused 2 "--depth: '99999999999' is not a number between 1 and 1000" --depth 99999999999 in
    refused 2 "--memory: '0' is not a size between 1 and 18446744073709551615" --memory 0 in
    refused 2 "--memory: '1T' is not a size between 1 and 18446744073709551615" --memory 1T in
    refused 2 "--memory: '17179869184G' is not a size between 1 and 18446744073709551615" --memory 17179869184G in
    refused 2 "--sort: no such column 'form'" --sort form in
    refused 2 "--sort: order is neither asc nor desc 'count:down'" --sort count:down in
    refused 2 "--top needs --sort" --top 3 in
    refused 2 "--format: unknown format 'xls'" --format xls in
    refused 2 "--format mtx needs -o" --format mtx in
    refused 2 "-o needs --format mtx" -o x in
    refused 2 "--format mtx has neither --rate nor --sort" --format mtx -o x --rate 3 in
    refused 2 "--format mtx needs a key of each kind, such as document,form" --format mtx -o x --by form in
    refused 2 "--csv-raw needs --format csv" --csv-raw in
    refused 2 "--depth cannot be had from tables" --merge --depth 1 in
    refused 2 "unknown option '--nonsense'" --nonsense in
}

@test "help and version" {
    run -0 --separate-stderr gm count --help
    assert_match "$output" '^usage: gm-count '
    run -0 --separate-stderr gm count --version
    assert_match "$output" '^gm-count \(gapmap\) '
}

# --- failing output ---

@test "a full disk" {
    run -1 --separate-stderr sh_pipe 'gm count in >/dev/full'
    assert_stderr "gm-count: cannot write 'standard output': No space left on device"
    refused 1 "cannot create 'no/folder.rows': No such file or directory" --format mtx -o no/folder in
    ln -s /dev/full m.mtx
    refused 1 "cannot write 'm.mtx': No space left on device" --format mtx -o m in
}

@test "temporary files that cannot be written" {
    { echo '# global.columns = ID FORM'; for n in {1..3000}; do printf '1\tword%d\n\n' "$n"; done; } >in
    TMPDIR=/nonexistent refused 1 \
        "cannot keep rows in a temporary file in '/nonexistent': No such file or directory" --memory 1K --by form in
    run -1 --separate-stderr sh_pipe 'trap "" XFSZ; ulimit -f 4; TMPDIR=. gm count --memory 200K --by form in | cat'
    assert_stderr "gm-count: cannot keep rows in a temporary file in '.': File too large"
    assert_equal "$(find . -name 'gapmap.*')" ""
}

@test "a reader that stops early" {
    run -0 --separate-stderr bash -c "'$BIN/gm-count' --by form in | head -n 1"
    assert_output "$(table "form count words sentences documents")"
}
