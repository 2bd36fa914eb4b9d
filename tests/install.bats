bats_require_minimum_version 1.5.0
load helper.bash

# `-o all`: what is built is taken as it is, whatever flags it was built with.
make_to() { # TARGET...
    make -s -C "$ROOT" -o all BUILD="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/dest" PREFIX=/opt/gapmap "$@"
}

@test "install puts each program, page and lexicon in its place" {
    make_to install
    cd "$BATS_TEST_TMPDIR/dest/opt/gapmap"
    assert_equal "$(ls bin)" "$(ls "$BIN")"
    diff -r "$ROOT/lexicons" share/gapmap/lexicons
    local pages
    pages=$(find "$ROOT/tools" -name '*.[157]' -printf 'share/man/man%f\n' |
        sed -E 's,man/man(.*)\.(.)$,man/man\2/gm-\1.\2,; s,gm-gapmap\.,gapmap.,' | sort)
    assert_equal "$(find share/man -type f | sort)" "$pages"
    [[ -n $pages ]]
}

@test "uninstall leaves nothing" {
    make_to install
    make_to uninstall
    assert_equal "$(find "$BATS_TEST_TMPDIR/dest" -mindepth 1)" ""
}

@test "uninstall leaves the files of others" {
    make_to install
    echo other >"$BATS_TEST_TMPDIR/dest/opt/gapmap/bin/other"
    make_to uninstall
    assert_equal "$(cd "$BATS_TEST_TMPDIR/dest" && find . -type f)" "./opt/gapmap/bin/other"
}

@test "help names each target that is meant for people" {
    run -0 make -s -C "$ROOT" help
    local target
    for target in all demo check unit conformance bats man check-san lint table-check fuzz bench install uninstall \
        dist clean setup help; do
        assert_match "$output" "  $target +[a-z]"
    done
}

@test "uninstall leaves what others have put there" {
    mkdir -p "$BATS_TEST_TMPDIR/root/home/me/empty" "$BATS_TEST_TMPDIR/root/usr/local/share/gapmap/lexicons"
    echo mine >"$BATS_TEST_TMPDIR/root/usr/local/share/gapmap/lexicons/mine.tsv"
    make -s -C "$ROOT" -o all install DESTDIR="$BATS_TEST_TMPDIR/root" BUILD="$BUILD"
    make -s -C "$ROOT" -o all uninstall DESTDIR="$BATS_TEST_TMPDIR/root" BUILD="$BUILD"
    run -0 bash -c "cd '$BATS_TEST_TMPDIR/root' && find . -type f -o -type d -empty | LC_ALL=C sort"
    assert_output "./home/me/empty
./usr/local/share/gapmap/lexicons/mine.tsv"
}
