#!/usr/bin/env bats
# The reader of streams, gm-stream(5), as every program has it: seen through gm-stem and gm-count.
# shellcheck disable=SC2154,SC2016

bats_require_minimum_version 1.5.0
load helper.bash

TEN='ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC'

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    UD=${UD:-$ROOT/../shared/ud}
    stemmer=$(printf '# global.columns = ID FORM\n\n' | gm stem --no-exceptions | sed -n 2p)
}

stem() {
    gm stem --no-exceptions -l en "$@"
}

# lines LINE...: the lines; where the first names columns, `columns` is put before them.
lines() {
    printf '%s\n' "$@"
}

# What comes out: the header with GM:STEM for the columns $1, then LINE...
stemmed() {
    lines "# global.columns = $1 GM:STEM" "$stemmer" "${@:2}"
}

# assert_refused MESSAGE LINE...: a bad block among good ones is said, `in:$line: MESSAGE`, and left out.
assert_refused() {
    { lines '# global.columns = ID FORM MISC' '# newdoc id = d' $'1\tone\t_' '' "${@:2}" '' $'1\ttwo\t_' ''; } >in
    run -1 --separate-stderr stem in
    assert_stderr "gm-stem: in:${line:-5}: $1"
    assert_output "$(stemmed 'ID FORM MISC' '# newdoc id = d' $'1\tone\t_\tone' '' $'1\ttwo\t_\ttwo')"
}

# without_added COUNT <STREAM: the lines that came, all but `# global.columns`, when COUNT columns were added.
without_added() {
    sed -E -e '/^# global\.columns = /d; /^# gm:(stemmer|lexicon) = /d' -e "/^[0-9]/s/(\t[^\t]*){$1}\$//"
}

# --- what is read ---

@test "ten-column CoNLL-U is read, its columns and comments stay" {
    lines '# newdoc' '# sent_id = a/b-1' '# text = Cannot go .' $'1-2\tCannot\t_\t_\t_\t_\t_\t_\t_\tStart=0' \
        $'1\tcan\tcan\tAUX\tMD\tVerbForm=Fin\t3\taux\t3:aux\t_' $'2\tnot\tnot\tPART\tRB\t_\t3\tadvmod\t3:advmod\t_' \
        $'3\tgoing far\tgo\tVERB\tVB\t_\t0\troot\t0:root|3.1:x\tSpaceAfter=No|X=a b' $'3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t0:root\tCopyOf=3' '' >in
    run -0 --separate-stderr stem in
    assert_stderr ""
    assert_output "$(stemmed "$TEN" '# newdoc' '# sent_id = a/b-1' '# text = Cannot go .' \
        $'1-2\tCannot\t_\t_\t_\t_\t_\t_\t_\tStart=0\t_' $'1\tcan\tcan\tAUX\tMD\tVerbForm=Fin\t3\taux\t3:aux\t_\tcan' \
        $'2\tnot\tnot\tPART\tRB\t_\t3\tadvmod\t3:advmod\t_\tnot' \
        $'3\tgoing far\tgo\tVERB\tVB\t_\t0\troot\t0:root|3.1:x\tSpaceAfter=No|X=a b\tgoing far' \
        $'3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t0:root\tCopyOf=3\t_')"
}

@test "ranges and empty nodes are not counted" {
    lines '# global.columns = ID FORM' $'0.1\tghost' $'1-2\tcannot' $'1\tcan' $'2\tnot' $'2.1\tghost' $'2.2\tghost' '' >in
    run -0 --separate-stderr gm count --by document,form in
    assert_stderr ""
    assert_output "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' document form count words sentences documents in '*' 2 2 1 1 in can 1 1 1 1 in not 1 1 1 1)"
}

@test "unknown comments and columns pass through, whatever is in them" {
    lines '# global.columns = ID A:B FORM C:D' '#no blank' '#' '# ' '# =' '# key = v = w' '# newdocument' '# newpars' \
        $'# \ttab' $'1\t\xff\x01 a\tTests\t*' '' >in
    run -0 --separate-stderr stem in
    assert_stderr ""
    assert_output "$(stemmed 'ID A:B FORM C:D' '#no blank' '#' '# ' '# =' '# key = v = w' '# newdocument' '# newpars' \
        $'# \ttab' $'1\t\xff\x01 a\tTests\t*\ttest')"
    # Neither begins a document.
    run -0 --separate-stderr gm count --by document in
    assert_output "$(printf 'document\tcount\twords\tsentences\tdocuments\nin\t1\t1\t1\t1')"
}

@test "a second header gives other columns, also inside a document" {
    lines '# global.columns = ID FORM MISC' '# newdoc id = a' $'1\tTests\t_' '' >a
    lines '# global.columns = ID MISC X:Y FORM' '# gm:unicode = 15.0.0' '# gm:tailoring = 12345678' '# newdoc id = b' $'1\t_\t_\tWords' '' \
        '# global.columns = ID FORM' '# my comment' $'1\tNames' '' >b
    cat a b >both
    expected=$(lines '# global.columns = ID FORM MISC GM:STEM' "$stemmer" '# newdoc id = a' $'1\tTests\t_\ttest' '' \
        '# global.columns = ID MISC X:Y FORM GM:STEM' '# gm:unicode = 15.0.0' '# gm:tailoring = 12345678' "$stemmer" \
        '# newdoc id = b' $'1\t_\t_\tWords\tword' '' \
        '# global.columns = ID FORM GM:STEM' "$stemmer" '# my comment' $'1\tNames\tname')
    run -0 --separate-stderr stem both
    assert_stderr ""
    assert_output "$expected"
    run -0 --separate-stderr stem a b
    assert_output "$expected"
    run -0 --separate-stderr gm count --by document,form both
    assert_output "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' document form count words sentences documents a '*' 1 1 1 1 a Tests 1 1 1 1 \
        b '*' 2 2 2 1 b Names 1 1 1 1 b Words 1 1 1 1)"
}

@test "documents: ids with escapes, without an id, before the first newdoc, without a sentence" {
    lines '# global.columns = ID FORM' $'1\ta' '' '# newdoc' $'1\tb' '' '# newdoc' $'1\tc' '' '# newdoc id = e\sf\n\x41/:\q' $'1\td' '' \
        '# newdoc id = empty' '' '# newdoc id = last' '# gm:spaces = \n' '' >in
    run -0 --separate-stderr gm count --by document in
    assert_stderr ""
    assert_output "$(printf '%s\t%s\t%s\t%s\t%s\n' document count words sentences documents 'e f\nA/:\\q' 1 1 1 1 empty 0 0 0 1 \
        in 1 1 1 1 'in#2' 1 1 1 1 'in#3' 1 1 1 1 last 0 0 0 1)"
    run -0 --separate-stderr stem in
    assert_output "$(stemmed 'ID FORM' $'1\ta\ta' '' '# newdoc' $'1\tb\tb' '' '# newdoc' $'1\tc\tc' '' \
        '# newdoc id = e\sf\n\x41/:\q' $'1\td\td' '' '# newdoc id = empty' '' '# newdoc id = last' '# gm:spaces = \n')"
}

@test "what gm-tokenize writes for an empty document is read and written again" {
    : >empty
    printf ' ' >blank
    gm tokenize -l en empty blank >tokens
    run -0 --separate-stderr stem tokens
    assert_output "$(lines '# global.columns = ID FORM MISC GM:STEM' '# gm:unicode = 15.0.0' "# gm:tailoring = $TAILORING" "$stemmer" '# newdoc id = empty' '' \
        '# newdoc id = blank' '# gm:spaces = \s')"
}

@test "inputs that hold only a header, and then a stream" {
    printf '# global.columns = ID FORM\n' >a
    printf '# global.columns = ID FORM MISC X:Y\n# gm:unicode = 1\n\n' >b
    lines '# global.columns = ID X:Z FORM' '# newdoc id = c' $'1\t_\tTests' '' >c
    expected=$(lines '# global.columns = ID X:Z FORM GM:STEM' "$stemmer" '# newdoc id = c' $'1\t_\tTests\ttest')
    run -0 --separate-stderr stem a b c
    assert_stderr ""
    assert_output "$expected"
    run -0 --separate-stderr stem b a c
    assert_output "$expected"
    run -0 --separate-stderr gm cat a b c
    assert_output "$(cat c)"
    cat a b c >one
    run -0 --separate-stderr stem one
    assert_stderr ""
    assert_output "$expected"
    run -0 --separate-stderr gm count --by document,form a b c
    assert_output "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' document form count words sentences documents c '*' 1 1 1 1 c Tests 1 1 1 1)"
}

@test "nothing, blank lines, and a header alone are streams" {
    run -0 --separate-stderr stem </dev/null
    assert_output ""
    printf '\n\n' >in
    run -0 --separate-stderr stem in
    assert_output "$(stemmed "$TEN")"
    for tail in '' '\n'; do
        printf '# global.columns = ID FORM\n%b' "$tail" >in
        run -0 --separate-stderr stem in
        assert_stderr ""
        assert_output "$(stemmed 'ID FORM')"
    done
    printf '\n\n# global.columns = ID FORM\n\n\n\n1\ta\n\n\n' >in
    run -0 --separate-stderr stem in
    assert_stderr ""
    assert_match "$output" $'\n1\ta\ta$'
}

@test "blanks in the header do not matter, 64 columns are read and 65 are not" {
    lines '# global.columns =   ID  FORM ' $'1\ta' '' >in
    run -0 --separate-stderr stem in
    assert_output "$(stemmed 'ID FORM' $'1\ta\ta')"
    names='ID FORM' cells=$'1\ta'
    for n in {3..64}; do names+=" C:$n" cells+=$'\t'$n; done
    lines "# global.columns = $names" "$cells" '' >in
    run -0 --separate-stderr stem in
    assert_output "$(stemmed "$names" "$cells"$'\ta')"
    lines "# global.columns = $names C:65" "$cells"$'\t65' '' >in
    run -1 --separate-stderr stem in
    assert_stderr "gm-stem: in:1: more than 64 columns"
    assert_output ""
}

@test "GM:TERM is read: matches that overlap, have gaps, and go on" {
    lines '# global.columns = ID FORM GM:TERM' $'1\ta\t1:qa.x@00000001;2:mc|qa@0000000a' $'2\tb\t1;3:y@ffffffff' $'3\tc\t*' $'4\td\t2;3' '' >in
    run -0 --separate-stderr gm count --by concept in
    assert_stderr ""
    assert_output "$(printf '%s\t%s\t%s\t%s\t%s\n' concept count words sentences documents '*' 3 4 1 1 'mc|qa' 1 2 1 1 qa.x 1 2 1 1 y 1 2 1 1)"
}

# --- what is refused ---

@test "a line with too few or too many cells" {
    message='the number of columns is not that of `# global.columns`'
    assert_refused "$message" $'1\ta'
    assert_refused "$message" $'1\ta\t_\t_'
    assert_refused "$message" 1
    line=7 assert_refused "$message" '# newpar' $'1\ta\t_' $'2\tb'
}

@test "an empty cell" {
    message='a cell is empty (`_` stands for nothing)'
    assert_refused "$message" $'\ta\t_'
    assert_refused "$message" $'1\t\t_'
    assert_refused "$message" $'1\ta\t'
    line=6 assert_refused "$message" $'1\ta\t_' $'2\tb\t'
}

@test "an ID that is not one more" {
    message='ID is not one more than the ID before'
    assert_refused "$message" $'2\ta\t_'
    assert_refused "$message" $'0\ta\t_'
    line=6 assert_refused "$message" $'1\ta\t_' $'3\tb\t_'
    line=6 assert_refused "$message" $'1\ta\t_' $'1\tb\t_'
}

@test "an ID that is none" {
    assert_refused 'ID is not a number' $'a\ta\t_'
    assert_refused 'ID is not a number' $'-1\ta\t_'
    assert_refused 'ID is not a number' $'1234567890123456789\ta\t_'
    for id in 1a 1- 1. 1-2-3 1.1.1 1+1 '1 '; do
        assert_refused 'ID is no number, range (3-4) or empty node (5.1)' "$id"$'\ta\t_'
    done
}

@test "a range or an empty node in the wrong place" {
    message='a range or an empty node stands in the wrong place'
    assert_refused "$message" $'1.1\ta\t_'
    assert_refused "$message" $'2-3\ta\t_'
    line=6 assert_refused "$message" $'1\ta\t_' $'1-2\tb\t_'
    line=6 assert_refused "$message" $'1\ta\t_' $'3-2\tb\t_'
    line=6 assert_refused "$message" $'1\ta\t_' $'2.1\tb\t_'
}

@test "a comment between the lines of a sentence" {
    line=6 assert_refused 'a comment between the lines of a sentence' $'1\ta\t_' '# c' $'2\tb\t_'
    line=6 assert_refused 'a comment between the lines of a sentence' $'1\ta\t_' '# c'
}

@test "a GM:TERM that is none" {
    for cell in a 1 0 2:x@00000001 1:x 1:x@0000001 1:x@ '1:x@00000001;' '1:x@00000001;3' ';' '*;1:x@00000001' 1:x@0000000A \
        '1:x@00000001;1' '1:x@00000001;2:y@00000002;1' '1:x@00000001;1:y@00000002' 18446744073709551617:x@00000001 \
        '1:|x@00000001' '1:x|@00000001' '1:x||y@00000001' '1:x y@00000001'; do
        lines '# global.columns = ID FORM GM:TERM' $'1\ta\t'"$cell" '' $'1\tb\t1:x@00000001' $'2\tb\t1;2:y@00000002' '' >in
        run -1 --separate-stderr stem in
        assert_stderr 'gm-stem: in:2: GM:TERM is not `_`, `*` or a list of N:concept@entry and N'
        assert_output "$(stemmed 'ID FORM GM:TERM' $'1\tb\t1:x@00000001\tb' $'2\tb\t1;2:y@00000002\tb')"
    done
}

@test "of a bad sentence the comments stay where a document begins with them" {
    lines '# global.columns = ID FORM' '# newdoc id = a' $'1\ta' '' '# newdoc id = b' '# gm:meta.k = v' '# sent_id = b-1' $'2\tb' '' $'1\tc' '' >in
    run -1 --separate-stderr stem in
    assert_stderr 'gm-stem: in:8: ID is not one more than the ID before'
    assert_output "$(stemmed 'ID FORM' '# newdoc id = a' $'1\ta\ta' '' '# newdoc id = b' '# gm:meta.k = v' '# sent_id = b-1' '' $'1\tc\tc')"
    # So that a pipe and one program agree about whose sentence the next one is.
    run -1 --separate-stderr gm count --by document,meta.k,form in
    assert_match "$output" $'\nb\tv\tc\t1\t'
    stem in >out 2>/dev/null || true
    run -0 --separate-stderr gm count --by document,meta.k,form out
    assert_match "$output" $'\nb\tv\tc\t1\t'
}

@test "columns that cannot be used end the input, the next file is read" {
    lines '# global.columns = ID FORM' $'1\tb' '' >good
    while IFS='|' read -r names message; do
        lines '# global.columns = ID FORM' $'1\ta' '' "# global.columns = $names" $'1\tx' '' '# global.columns = ID FORM' $'1\ty' '' >in
        run -1 --separate-stderr stem in good
        assert_stderr "gm-stem: in:4: $message"
        assert_output "$(stemmed 'ID FORM' $'1\ta\ta' ''; stemmed 'ID FORM' $'1\tb\tb')"
    done <<'CASES'
ID LEMMA|ID is not the first column, or there is no FORM
FORM ID|ID is not the first column, or there is no FORM
|ID is not the first column, or there is no FORM
ID FORM A:B FORM|a column is named twice
CASES
}

@test "CR LF ends the input" {
    printf '# global.columns = ID FORM\r\n1\ta\r\n\r\n' >in
    run -1 --separate-stderr stem in
    assert_stderr 'gm-stem: in:1: lines end in CR LF; a stream has LF only'
    assert_output ""
    printf '# global.columns = ID FORM\n1\ta\n\n1\tb\r\n\r\n1\tc\n\n' >in
    run -1 --separate-stderr stem in
    assert_stderr 'gm-stem: in:4: lines end in CR LF; a stream has LF only'
    assert_output "$(stemmed 'ID FORM' $'1\ta\ta')"
}

@test "a stream that ends inside a sentence or a line" {
    whole=$'# global.columns = ID FORM\n1\ta\n\n'
    while IFS='|' read -r rest number where; do
        printf '%s%b' "$whole" "$rest" >in
        run -1 --separate-stderr stem in
        assert_stderr "gm-stem: in:$number: the stream ends inside a $where"
        assert_output "$(stemmed 'ID FORM' $'1\ta\ta')"
    done <<'CASES'
1\tb\n|5|sentence
1\tb|4|line
1\t|4|line
1|4|line
#|4|line
# c|4|line
# c\n|5|sentence
# c\n1\tb\n2\tc\n|7|sentence
# c\n1\tb\n2\tc|6|line
CASES
    # What comes from an other program that was stopped is not whole, wherever it was stopped.
    gm tokenize -l en "$ROOT/corpora/sample/docs/xa-agency-interim-note.txt" | head -c 3000 >in
    run -1 --separate-stderr stem in
    assert_match "$stderr" '^gm-stem: in:[0-9]+: the stream ends inside a (line|sentence)$'
}

@test "a block of more than 16 MiB ends the input, one of less does not" {
    {
        lines '# global.columns = ID FORM' $'1\ta' ''
        awk 'BEGIN { for (i = 1; i < 1000000; i++) print i "\tabcdefghijkl" }'
        lines '' $'1\tb' ''
    } >in
    run -1 --separate-stderr stem in
    assert_stderr 'gm-stem: in:4: a block of more than 16 MiB'
    assert_output "$(stemmed 'ID FORM' $'1\ta\ta')"
    {
        lines '# global.columns = ID FORM' $'1\ta' ''
        awk 'BEGIN { for (i = 1; i < 700000; i++) print i "\tabcdefghijkl" }'
        lines '' $'1\tb' ''
    } >in
    stem in >out
    assert_equal "$(tail -n 2 out)" $'1\tb\tb'
    assert_equal "$(grep -c $'\tabcdefghijkl$' out)" 699999
}

@test "after twenty errors of an input no more are said, and the next input has its own" {
    { echo '# global.columns = ID FORM'; for _ in {1..30}; do printf '2\ta\n\n'; done; } >in
    run -1 --separate-stderr stem in in
    assert_equal "$(printf '%s\n' "$stderr" | grep -c 'ID is not one more')" 40
    assert_equal "$(printf '%s\n' "$stderr" | grep -c '^gm-stem: in: further errors of this input are not shown$')" 2
}

@test "a bad file among good ones does not stop them" {
    lines '# global.columns = ID FORM' $'1\ta' '' >good
    printf 'no stream at all\n' >bad
    run -1 --separate-stderr stem bad missing good . good
    assert_match "$stderr" $'^gm-stem: bad:1: [^\n]*\ngm-stem: cannot open \'missing\': No such file or directory\ngm-stem: cannot read \'\.\': Is a directory$'
    assert_match "$output" "$(stemmed 'ID FORM' $'1\ta\ta' ''; stemmed 'ID FORM' $'1\ta\ta')"'$'
}

@test "pieces of input change nothing, neither stream nor messages" {
    {
        gm tokenize -l en "$ROOT"/corpora/sample/docs/xb-*.txt
        lines '' $'1\ta' '' '# global.columns = ID FORM' $'2\ta' '' $'1\tb' '' $'1\tc'
    } >in
    stem - <in >whole 2>errors || true
    dd if=in bs=1 status=none | stem - >pieces 2>errors2 || true
    cmp whole pieces
    cmp errors errors2
    assert_equal "$(wc -l <errors)" 3
}

# --- treebanks ---

# treebanks COLUMNS COMMAND...: every line of each treebank is there again when the added columns are cut off.
treebanks() {
    local added=$1 file count=0
    if [[ ! -d $UD ]]; then
        echo "# no treebanks in $UD: nothing was compared" >&3
        return
    fi
    for file in "$UD"/*.conllu; do
        language=${file##*/}
        language=${language%%_*}
        "${@:2}" "$file" >out
        without_added "$added" <out >back
        # Some have a line of columns, which is there already.
        sed '/^# global\.columns = /d' "$file" | cmp - back
        # Words have something in the new columns, ranges and empty nodes nothing.
        assert_equal "$(grep -Pc "^[0-9]+[-.].*(\t_){$added}\$" out)" "$(grep -Ec '^[0-9]+[-.]' "$file")" || return
        assert_equal "$(grep -Pc "^[0-9]+\t.*(\t[^\t]+){$added}\$" out)" "$(grep -Pc '^[0-9]+\t' "$file")" || return
        count=$((count + 1))
    done
    [ "$count" -ge 10 ]
}

stem_treebank() {
    gm stem -l "$language" "$1"
}

tag_treebank() {
    gm stem -l "$language" "$1" | gm tag -l "$ROOT/lexicons" --lang "$language"
}

@test "treebanks of UD come through gm-stem unchanged" {
    treebanks 1 stem_treebank
}

@test "treebanks of UD come through gm-tag unchanged" {
    [[ -x $BIN/gm-tag ]] || { echo '# gm-tag is not built' >&3; return 0; }
    treebanks 2 tag_treebank
}
