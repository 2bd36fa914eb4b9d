bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    tree=$BATS_TEST_TMPDIR
    mkdir -p "$tree/scripts" "$tree/tests/unit" "$tree/build/unit" "$tree/tools"
    cp "$ROOT/scripts/run-tests" "$tree/scripts"
    unset CI
}

program() { # NAME LINE...: a unit program that is a shell script
    local name=$1
    shift
    touch "$tree/tests/unit/$name.c"
    printf '%s\n' '#!/bin/sh' "$@" >"$tree/build/unit/$name"
    chmod +x "$tree/build/unit/$name"
}

tests() { # STATUS LAST-LINE [SUITE]
    run "-$1" env BUILD=build "$tree/scripts/run-tests" "${3:-unit}"
    assert_equal "${lines[-1]}" "$2"
}

@test "passed tests are added up" {
    program a 'echo 1..2; echo "ok 1 - x"; echo "ok 2 - y"'
    program b 'echo "ok 1 - x"; echo 1..1'
    tests 0 "3 passed, 0 failed"
}

@test "a failed test shows its output" {
    program a 'echo "not ok 1 - x"; echo "# why"; echo 1..1; exit 1'
    tests 1 "0 passed, 1 failed"
    assert_match "$output" "# why"
}

@test "a crash is a failure" {
    program a 'echo 1..1; echo "ok 1 - x"; kill -SEGV $$'
    tests 1 "1 passed, 1 failed"
    assert_match "$output" "died by signal 11"
}

@test "tests that the plan promises and that do not come are failures" {
    program a 'echo 1..3; echo "ok 1 - x"'
    tests 1 "1 passed, 2 failed"
}

@test "more tests than planned are a failure" {
    program a 'echo 1..1; echo "ok 1 - x"; echo "ok 2 - y"'
    tests 1 "2 passed, 1 failed"
}

@test "no plan is a failure" {
    program a 'echo "ok 1 - x"'
    tests 1 "1 passed, 1 failed"
}

@test "a bad exit status without a failed test is a failure" {
    program a 'echo "ok 1 - x"; echo 1..1; exit 3'
    tests 1 "1 passed, 1 failed"
}

@test "a failed test with exit status 0 is counted" {
    program a 'echo "not ok 1 - x"; echo 1..1'
    run -1 env BUILD=build "$tree/scripts/run-tests" unit
}

@test "a program that was not built is a failure" {
    touch "$tree/tests/unit/a.c"
    run -1 env BUILD=build "$tree/scripts/run-tests" unit
    assert_match "$output" "No such file"
}

@test "a program that does not end is killed and is a failure" {
    program a 'echo 1..1; sleep 60'
    export TEST_TIMEOUT=1
    run -1 env BUILD=build "$tree/scripts/run-tests" unit
    assert_match "$output" "killed after 1 s"
}

@test "an empty suite is a failure" {
    tests 1 "0 passed, 1 failed"
    tests 1 "0 passed, 1 failed" bats
    tests 1 "0 passed, 1 failed" man
}

@test "a skipped test is one of its own, and failed where CI is set" {
    program a 'echo "ok 1 - x # SKIP no"; echo "ok 2 - y"; echo "ok 3 - z # skip no"; echo 1..3'
    program b 'echo "ok 1 - x # skip"; echo 1..1'
    tests 0 "1 passed, 0 failed"
    assert_match "$output" $'\n3 skipped\n    2 of unit a: no\n    1 of unit b: no reason given\n1 passed, 0 failed$'
    rm "$tree/tests/unit/b.c"
    program a 'echo "ok 1 - x # SKIP no"; echo "ok 2 - y"; echo 1..2'
    export CI=1
    tests 1 "1 passed, 1 failed"
}

@test "a test that cannot run names the packages that are missing" {
    printf '%s\n' "load $ROOT/tests/helper.bash" '@test "a" {' '    needs one=true "two=test -e /none" "three=false"' '}' >"$tree/a.bats"
    run -0 bats --tap "$tree/a.bats"
    assert_match "$output" 'ok 1 a # skip Debian packages are missing: two three \(scripts/setup test installs them\)'
    printf '%s\n' "load $ROOT/tests/helper.bash" '@test "a" {' '    needs one=true; echo >&3 "# runs"' '}' >"$tree/a.bats"
    run -0 bats --tap "$tree/a.bats"
    assert_match "$output" '# runs'
}

@test "a missing tool stops the run" {
    run -2 env PATH="$tree" BUILD=build /usr/bin/python3 "$tree/scripts/run-tests" bats
    assert_output "run-tests: 'bats' is missing: run scripts/setup test"
}
