bats_require_minimum_version 1.5.0
load helper.bash

# A small tree that is right: b stands on a, stage_x belongs to stage.
setup() {
    tree=$BATS_TEST_TMPDIR
    mkdir "$tree/lib" "$tree/tools"
    printf '0\ta\n1\tb c\n2\tstage\n' >"$tree/lib/LEVELS"
    header a
    header b '#include "a.h"'
    header c '#include "b.h"'
    header stage
    printf '#include "stage.h"\n#include "c.h"\n' >"$tree/lib/stage_x.c"
    printf '#include "stage.h"\n#include <stdio.h>\n' >"$tree/tools/t.c"
}

header() { # NAME [LINE]...
    local name=$1 guard=${1^^}_H
    shift
    {
        printf '#ifndef %s\n#define %s\n' "$guard" "$guard"
        [[ $# -eq 0 ]] || printf '%s\n' "$@"
        printf 'int %s(void);\n#endif\n' "$name"
    } >"$tree/lib/$name.h"
}

layers() { # STATUS OUTPUT
    run "-$1" "$ROOT/scripts/check-layers" "$tree"
    assert_output "$2"
}

@test "this tree is built in levels" {
    run -0 "$ROOT/scripts/check-layers"
    assert_output ""
}

@test "a right tree passes" {
    layers 0 ""
}

@test "a module may not include one of a higher level" {
    header a '#include "b.h"'
    header b
    layers 1 "lib/a.h:3: 'a' may not include 'b.h': 'b' stands above it"
}

@test "a module may not include one to its right" {
    header c
    header b '#include "c.h"'
    layers 1 "lib/b.h:3: 'b' may not include 'c.h': 'c' stands above it"
}

@test "a source file obeys the level of its module" {
    printf '#include "a.h"\n#include "c.h"\n' >"$tree/lib/a.c"
    layers 1 "lib/a.c:2: 'a' may not include 'c.h': 'c' stands above it"
}

@test "a module that is not in the table is found" {
    header d
    layers 1 "lib/d.h:1: this module is not in lib/LEVELS"
}

@test "a module of the table without a file is found" {
    rm "$tree/lib/c.h"
    printf '#include "stage.h"\n' >"$tree/lib/stage_x.c"
    layers 1 "lib/LEVELS:2: module 'c' has no file in lib"
}

@test "a module that stands in the table twice is found" {
    printf '3\ta\n' >>"$tree/lib/LEVELS"
    layers 1 "lib/LEVELS:4: module 'a' is here twice"
}

@test "a line of the table without a tab is found" {
    printf '0\ta\n1\tb c\n2 stage\n' >"$tree/lib/LEVELS"
    run -1 "$ROOT/scripts/check-layers" "$tree"
    assert_match "$output" "lib/LEVELS:3: not level 2, a tab and modules"
}

@test "a cycle within a module is found" {
    header stage_p '#include "stage_q.h"'
    header stage_q '#include "stage_p.h"'
    layers 1 "lib/stage_q.h:3: a cycle: stage_p.h -> stage_q.h -> stage_p.h"
}

@test "a header that needs another one before it is found" {
    header c 'size_t c_size(void);'
    layers 1 "lib/c.h:3: does not compile alone: unknown type name ‘size_t’"
}

@test "a tool may include headers of lib only" {
    printf '#include "stage.h"\n#include "other.h"\n' >"$tree/tools/t.c"
    layers 1 "tools/t.c:2: 'other.h' is no header of lib"
}

@test "a tree without a table is an error" {
    rm "$tree/lib/LEVELS"
    run -1 --separate-stderr "$ROOT/scripts/check-layers" "$tree"
    assert_output ""
    assert_stderr "check-layers: no lib/LEVELS in '$tree'"
}
