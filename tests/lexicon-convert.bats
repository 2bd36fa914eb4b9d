#!/usr/bin/env bats
# gm-lexicon convert: files of each format in its own manner, losses, round trips, hostile input.
# shellcheck disable=SC2154,SC2016

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    samples=$ROOT/tests/lexicons
    header=$'concept\tlang\tpattern\tstatus\tsource\tnote'
}

convert() {
    gm lexicon convert "$@"
}

# rows: the concept, lang and pattern of each entry of a lexicon on stdin, as a|b|c
rows() {
    tail -n +2 | cut -f 1-3 | tr '\t' '|'
}

# lexicon ROW...: lex.tsv with rows CONCEPT|LANG|PATTERN
lexicon() {
    echo "$header" >lex.tsv
    local row
    for row; do
        printf '%s\town\t\t\n' "${row//|/$'\t'}" >>lex.tsv
    done
}

# loads FILE: gm-tag reads it without a word
loads() {
    run -0 --separate-stderr gm tag --no-exceptions --check -l "$1"
    assert_stderr ""
}

# --- files as the other tools have them ---

# sample STATUS FORMAT FILE [OPTION...]: what comes out is FILE.tsv, what is said FILE.err, and it loads
sample() {
    local status=$1 format=$2 file=$3 got=0
    shift 3
    (cd "$samples" && convert -f "$format" "$@" "$file") >out.tsv 2>err || got=$?
    assert_equal "$got" "$status" "status of $file"
    diff -u "$samples/expected/$file.tsv" out.tsv
    diff -u "$samples/expected/$file.err" err
    loads out.tsv
}

@test "LIWC 2001: blanks and tabs, conditions, <of>" {
    sample 0 liwc liwc2001.dic
}

@test "LIWC 2007: CRLF, blanks before the numbers, numbers twice, names of two words" {
    sample 0 liwc liwc2007.dic
}

@test "LIWC 2015: indented categories, long names, context; of a branch the lowest category stands" {
    sample 0 liwc liwc2015.dic
}

@test "LIWC-22: .dic with tabs, and .dicx" {
    sample 0 liwc liwc2022.dic
    sample 0 liwc liwc2022.dicx
}

@test "LIWC in Windows-1252: refused with a hint, read with --encoding" {
    run -1 --separate-stderr convert -f liwc "$samples/liwc1252.dic"
    assert_output "$header"
    assert_stderr "gm-lexicon: $samples/liwc1252.dic:2: invalid UTF-8; name the encoding, such as --encoding WINDOWS-1252"
    sample 0 liwc liwc1252.dic --encoding WINDOWS-1252 -l fr
}

@test "WordStat: capitals, underscores, weights; a rule is left out" {
    sample 1 wordstat policy.cat
}

@test "Lexicoder: byte order mark, comments, CRLF, blanks" {
    sample 0 lexicoder policy.lc3
}

@test "Yoshikoder: the outermost category is the dictionary; scores, descriptions, entities of XML" {
    sample 0 yoshikoder policy.ykd
}

@test "Lexicoder's XML is Yoshikoder's, here in ISO 8859-1" {
    sample 0 yoshikoder sentiment.lcd
}

@test "quanteda: nested, __, flow lists, any word; an alias is left out" {
    sample 1 quanteda policy.yml
}

@test "SKOS: Turtle with qualifiers, several parents, a circle; RDF/XML; N-Triples" {
    sample 0 skos policy.ttl
    sample 0 skos policy.rdf
    sample 0 skos policy.nt
}

@test "SKOS with --lang: only its labels, and those without a language" {
    run -0 --separate-stderr convert -f skos -l de "$samples/policy.ttl"
    assert_equal "$(rows <<<"$output")" "qualitatssicherung|de|Qualitätssicherung
qualitatssicherung.external-review-higher-education|de|externe Evaluation
qualitatssicherung.external-review-higher-education|de|externo"
}

@test "CSV: of words, with ; and a cell of two lines; of our columns" {
    sample 1 csv policy.csv
    sample 0 csv rows.csv
}

@test "a file in UTF-16 with its mark is read" {
    iconv -f UTF-8 -t UTF-16 "$samples/policy.lc3" >wide
    convert -f lexicoder wide >got 2>/dev/null
    diff got "$samples/expected/policy.lc3.tsv"
    printf '<?xml version="1.0" encoding="UTF-16"?><dictionary><cnode name="a"><pnode name="é"/></cnode></dictionary>' |
        iconv -f UTF-8 -t UTF-16 >wide
    assert_equal "$(convert -f yoshikoder wide 2>/dev/null | rows)" 'a|*|é'
}

# --- what is written ---

@test "what each format looks like" {
    lexicon 'mc.term|en|micro-credential' 'mc|en|badge*' 'place.CA|*|"Ontario"'
    convert -t quanteda lex.tsv 2>/dev/null >got
    assert_equal "$(<got)" '"mc":
  __:
    - "badge*"
  "term":
    - "micro-credential"
    - "micro credential"
    - "microcredential"
"place":
  "CA":
    - "Ontario"'
    convert -t liwc lex.tsv 2>/dev/null >got
    assert_equal "$(<got)" $'%\n1\tmc\n2\tmc.term\n3\tplace.CA\n%\nOntario\t3\nbadge*\t1\nmicro credential\t2\nmicro-credential\t2\nmicrocredential\t2'
    convert -t wordstat lex.tsv 2>/dev/null >got
    assert_equal "$(<got)" $'mc\n\tbadge* (1)\n\tterm\n\t\tmicro-credential (1)\n\t\tmicro_credential (1)\n\t\tmicrocredential (1)\nplace\n\tCA\n\t\tOntario (1)'
    convert -t lexicoder --no-spellings lex.tsv 2>/dev/null >got
    assert_equal "$(<got)" $'+mc\nbadge*\n+mc.term\nmicro-credential\n+place.CA\nOntario'
    convert -t yoshikoder --no-spellings lex.tsv 2>/dev/null >got
    grep -qF $'\t\t\t\t<pnode name="micro-credential"/>' got
    convert -t skos --base http://example.org/x/ --no-spellings lex.tsv 2>/dev/null >got
    grep -qxF '<http://example.org/x/mc.term> a skos:Concept ;' got
    grep -qxF '    skos:broader <http://example.org/x/mc> ;' got
    grep -qxF '    skos:hiddenLabel "badge*"@en .' got
    grep -qxF '    skos:prefLabel "Ontario" .' got
    convert -t csv lex.tsv 2>/dev/null >got
    grep -qxF 'place.CA,*,"""Ontario""",own,,'$'\r' got
}

@test "a word in several categories of LIWC is one line" {
    lexicon 'a|en|audit' 'b|en|audit'
    convert -t liwc lex.tsv 2>/dev/null >got
    assert_equal "$(tail -n 1 got)" $'audit\t1\t2'
}

@test "at most one preferred label in a language" {
    lexicon 'a|en|x*' 'a|en|one' 'a|en|two' 'a|de|eins'
    convert -t skos lex.tsv 2>/dev/null >got
    assert_equal "$(grep -c prefLabel got)" 2
    assert_equal "$(grep -c altLabel got)" 1
}

@test "losses are told once for each kind with the first place, with --verbose each" {
    lexicon 'a|en|audit' 'a|en|"May"' 'a|en|b ~2 c' 'a|de|audit'
    run -0 --separate-stderr convert -t liwc lex.tsv
    assert_stderr "gm-lexicon: note: lex.tsv:4: 1 entry with a gap ('~N') cannot be written
gm-lexicon: note: lex.tsv:3: 1 entry loses that its case counts
gm-lexicon: note: lex.tsv:2: 2 entries stand for all inflections of a word, and there for the form written; this is the first
gm-lexicon: note: lex.tsv:2: 3 entries lose their language; this is the first
gm-lexicon: note: lex.tsv:5: 1 term is the same as one before, as nothing that differs is kept"
    run -0 --separate-stderr convert -v -t liwc lex.tsv
    grep -qxF "gm-lexicon: note: lex.tsv:5: 1 entry loses its language: 'de'" <<<"$stderr"
}

@test "status, source, note, comments and none-known are told when they are lost" {
    printf '%s\n' "$header" '# said' $'a\ten\tx\tattested\ts\tn' $'a\tde\t\tnone-known\t\t' >lex.tsv
    run -0 --separate-stderr convert -t lexicoder lex.tsv
    local kind
    for kind in 'loses its status' 'loses its source' 'loses its note' '1 comment is not kept' 'row that says that a language has no term'; do
        grep -qF "$kind" <<<"$stderr"
    done
    run -0 --separate-stderr convert lex.tsv
    assert_output "$(grep -v '^#' lex.tsv)"
}

# --- round trips ---

@test "random lexicons through every format and back" {
    run -0 "$samples/round-trips" "$BIN" 1 8
    assert_match "$output" '^64 passed, 0 failed$'
}

@test "the lexicons that come with gapmap through every format and back" {
    local format
    # Groups, gaps and `?` are written out or left out, which the random lexicons test.
    grep -hvP '^[^\t]*\t[^\t]*\t[^\t]*( ~[1-9] |[^)]\?|[[(])' "$ROOT"/lexicons/*.tsv | awk 'NR == 1 || !/^concept\t/' >lex.tsv
    convert lex.tsv 2>/dev/null | tail -n +2 | cut -f 1,3 | sort -u >ours
    [[ $(wc -l <ours) -gt 4000 ]]
    for format in csv quanteda liwc wordstat lexicoder yoshikoder skos; do
        convert -t "$format" --no-spellings lex.tsv >there 2>/dev/null
        convert -f "$format" there >back.tsv 2>/dev/null
        loads back.tsv
        # case is all that is lost of the patterns
        tail -n +2 back.tsv | cut -f 1,3 | sort -u >theirs
        tr -d '"' <ours | sort -u >want
        tr -d '"' <theirs | sort -u >got
        diff want got
    done
}

# --- options ---

@test "--words: stem or exact; a language without a stemmer gets letters" {
    printf '+a\nWord\nglob*\n' >in
    assert_equal "$(convert -f lexicoder in 2>/dev/null | rows)" $'a|*|Word\na|*|glob*'
    assert_equal "$(convert -f lexicoder --words exact in | rows)" $'a|*|"Word"\na|*|glob*'
    run -0 --separate-stderr convert -f lexicoder -l pl in
    assert_equal "$(rows <<<"$output")" $'a|pl|"Word"\na|pl|glob*'
    assert_stderr 'gm-lexicon: note: in:2: 1 word stands for these letters in this case, as its language has no stemmer'
}

@test "--status, --source and --below" {
    printf '+the Body\nagency\n' >in
    run -0 --separate-stderr convert -f lexicoder --status uncertain --source 'List 5' --below external in
    assert_output "$header"$'\nexternal.the-body\t*\tagency\tuncertain\tList 5\tcategory: external > the Body'
}

@test "--lang takes the entries of a language and of any" {
    lexicon 'a|en|x' 'a|en-GB|y' 'a|*|z' 'a|de|w'
    assert_equal "$(convert -l en lex.tsv | rows)" $'a|en|x\na|en-GB|y\na|*|z'
}

@test "misuse" {
    local message
    while IFS='|' read -r message options; do
        # shellcheck disable=SC2086
        run -2 --separate-stderr convert $options </dev/null
        assert_equal "${stderr_lines[0]}" "gm-lexicon: $message"
        assert_output ""
    done <<'TABLE'
--from: unknown format 'x'|-f x
--to: unknown format 'x'|-t x
--lang: 'x' is no language tag|-l x
--status: 'x' is not attested, own or uncertain|--status x
--words: unknown kind 'x'|--words x
--base: 'x' is no IRI|--base x
--base: 'a:<' is no IRI|--base a:<
--below: 'X' is no concept|--below X
TABLE
    run -2 --separate-stderr gm lexicon
    run -2 --separate-stderr gm lexicon nothing
    assert_equal "${stderr_lines[0]}" "gm-lexicon: unknown command 'nothing'"
}

# --- what is wrong ---

@test "what cannot be read is said with its line, the rest is done, status 1" {
    printf '%%\n1\ta\nb\n%%\nx\t1\n:)\t1\ny\t2\nz\nw\t(1\nv\t1\n' >in
    run -1 --separate-stderr convert -f liwc in
    assert_equal "$(rows <<<"$output")" $'a|*|x\na|*|v'
    assert_stderr "gm-lexicon: in:3: not a number and a category: 'b'
gm-lexicon: in:7: 'y': category 2 is not declared
gm-lexicon: in:8: 'z' is in no category
gm-lexicon: in:9: 'w': '(' without ')'
gm-lexicon: in:6: ':)': punctuation never matches: leave it out
gm-lexicon: note: in:5: 2 words were one form each and stand for all their inflections now (--words); this is the first"
}

@test "LIWC: a category that is indented below nothing, or twice" {
    printf '%%\n\t\t1\ta\n\t\t\t2\tb\n1\tc\n%%\nx\t1 2\n' >in
    run -0 --separate-stderr convert -f liwc in
    assert_equal "$(rows <<<"$output")" $'c|*|x\na.b|*|x'
    assert_equal "${stderr_lines[0]}" "gm-lexicon: in:2: category 1 is indented by 2 tabs more than what it stands below"
    assert_equal "${stderr_lines[1]}" "gm-lexicon: in:3: category 2 is indented by 2 tabs more than what it stands below"
    assert_equal "${stderr_lines[2]}" "gm-lexicon: in:4: category 1 is here twice; the last stands"
}

@test "with --strict a warning is an error, and nothing is written" {
    printf 'A\n\t\tx (1)\n' >in
    run -0 --separate-stderr convert -f wordstat in
    assert_equal "$(rows <<<"$output")" 'a|*|x'
    assert_equal "${stderr_lines[0]}" "gm-lexicon: in:2: 'x' is indented by 1 tabs more than what it stands below"
    run -1 --separate-stderr convert --strict -f wordstat in
    assert_output ""
}

@test "categories of one name in our characters stay apart" {
    printf '+A b\nx\n+a-b\ny\n+質\nz\n+1st\nw\n' >in
    run -0 --separate-stderr convert -f lexicoder in
    assert_match "$(rows <<<"$output")" $'^a-b\\|\\*\\|x\na-b-2\\|\\*\\|y\nc-[0-9a-f]{8}\\|\\*\\|z\nc-1st\\|\\*\\|w$'
    assert_equal "${stderr_lines[0]}" "gm-lexicon: in:4: category 'a-b': the concept is taken by another; it is a-b-2"
}

@test "a row that would not load is left out" {
    printf '%s\n' "$header" $'A\ten\tx\town\t\t' $'a\tzz\tx\town\t\t' $'a\ten\t[x\town\t\t' $'a\ten\tx\tnew\t\t' $'a\tpl\tx\town\t\t' \
        $'a\ten\tx\tnone-known\t\t' $'a\tund\tx\town\t\t' $'a\ten\ty\town\t\t' >in
    run -1 --separate-stderr convert in
    assert_equal "$(rows <<<"$output")" 'a|en|y'
    assert_equal "${#stderr_lines[@]}" 7
}

@test "entities and aliases do not grow" {
    { printf 'a: &a [x,x,x,x,x,x,x,x]\n'; for i in {1..9}; do printf 'b%d: &a [*a,*a,*a,*a,*a,*a,*a,*a]\n' "$i"; done; } >in
    run -1 --separate-stderr convert -f quanteda in
    assert_equal "${#lines[@]}" 2
    local entities='<!ENTITY a "x">' last=a next
    for next in b c d e f g h i j; do
        entities+="<!ENTITY $next \"&$last;&$last;&$last;&$last;&$last;&$last;&$last;&$last;&$last;&$last;\">"
        last=$next
    done
    printf '<!DOCTYPE dictionary [%s]><dictionary><cnode name="&j;"/></dictionary>' "$entities" >in
    run -1 --separate-stderr convert -f yoshikoder in
    assert_stderr "gm-lexicon: in:1: the file defines entities; the rest of the file was not read"
    printf '<!DOCTYPE x [%s]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&j;</rdf:RDF>' "$entities" >in
    run -1 --separate-stderr convert -f skos in
    assert_stderr "gm-lexicon: in: entities that are large or defined by others: the file was not read"
}

@test "no external entity is read" {
    printf '+secret\nsecretword\n' >other
    printf '<!DOCTYPE x [<!ENTITY e SYSTEM "other">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#"><rdf:Description rdf:about="a:b"><s:prefLabel>&e;</s:prefLabel></rdf:Description></rdf:RDF>' >in
    run --separate-stderr convert -f skos in
    assert_equal "$(grep -c secretword <<<"$output" || true)" 0
    [[ $status -le 1 ]]
}

@test "depth of 100,000 ends with a message" {
    local format text
    while IFS='|' read -r format text; do
        perl -e 'print $ARGV[0] x 100000' -- "$text" >in
        run -1 --separate-stderr convert -f "$format" in
        assert_match "$stderr" '^gm-lexicon: in:'
    done <<'TABLE'
quanteda|[
quanteda|{a: 
quanteda|- 
yoshikoder|<dictionary>
skos|[ 
skos|( 
skos|<rdf:RDF>
TABLE
}

@test "a line of 1 MB, NUL, invalid UTF-8, no end of line" {
    perl -e 'print "+a\n", "x" x 1000000, "\ny"' >in
    run -1 --separate-stderr convert -f lexicoder in
    assert_equal "$(rows <<<"$output")" 'a|*|y'
    printf '+a\nx\0y\nz\n' >in
    run -1 --separate-stderr convert -f lexicoder in
    assert_equal "$(rows <<<"$output")" 'a|*|z'
    printf '+a\nx\n\xff\n' >in
    run -1 --separate-stderr convert -f lexicoder in
    assert_stderr "gm-lexicon: in:3: invalid UTF-8; name the encoding, such as --encoding WINDOWS-1252"
    run -1 --separate-stderr convert -f lexicoder --encoding none in
    assert_stderr "gm-lexicon: in: unknown encoding 'none'"
}

@test "1000 messages are enough; all with --verbose" {
    { echo +a; perl -e 'print ":)\n" x 1500'; } >in
    run -1 --separate-stderr convert -f lexicoder in
    assert_equal "${#stderr_lines[@]}" 1001
    assert_equal "${stderr_lines[1000]}" 'gm-lexicon: 500 more messages of this kind'
    run -1 --separate-stderr convert -v -f lexicoder in
    assert_equal "${#stderr_lines[@]}" 1500
}

# --- like every program ---

@test "files, standard input, a missing file and a folder" {
    lexicon 'a|en|x'
    printf '%s\n' "$header" $'b\ten\ty\town\t\t' >two.tsv
    assert_equal "$(convert two.tsv - <lex.tsv | rows)" $'b|en|y\na|en|x'
    run -1 --separate-stderr convert none.tsv . lex.tsv
    assert_equal "$(rows <<<"$output")" 'a|en|x'
    assert_equal "${#stderr_lines[@]}" 2
}

@test "--files0-from" {
    lexicon 'a|en|x'
    printf 'lex.tsv\0' >list
    assert_equal "$(convert --files0-from list | rows)" 'a|en|x'
}

@test "an entry that is in two files comes once" {
    lexicon 'a|en|x'
    run -0 --separate-stderr convert lex.tsv lex.tsv
    assert_equal "$(rows <<<"$output")" 'a|en|x'
    assert_stderr 'gm-lexicon: note: lex.tsv:2: 1 entry is there twice, and kept once'
}

@test "/dev/full, closed descriptors, | head -1" {
    lexicon 'a|en|x'
    run -1 sh_pipe 'gm lexicon convert lex.tsv >/dev/full'
    assert_match "$output" 'No space left on device'
    run -1 sh_pipe 'gm lexicon convert <&-'
    run -1 sh_pipe 'gm lexicon convert lex.tsv >&-'
    sh_pipe 'set +o pipefail; gm lexicon convert "$1"/lexicons/*.tsv 2>/dev/null | head -1' "$ROOT" >/dev/null
}

@test "the locale does not matter" {
    in_locales "$BIN/gm-lexicon" convert -f skos "$samples/policy.ttl"
    in_locales "$BIN/gm-lexicon" convert -f liwc --encoding WINDOWS-1252 "$samples/liwc1252.dic"
}
