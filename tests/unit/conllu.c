/* conllu: the events of hand-made streams; streams that are cut off or damaged at random. */
#include "conllu.h"
#include "output.h"
#include "stage.h"
#include "helpers.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Makes these bytes the content of fd, to be read from its beginning. */
static void fill(int fd, struct slice bytes)
{
    if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes.data, bytes.len, 0) != (ssize_t)bytes.len)
        abort();
    lseek(fd, 0, SEEK_SET);
}

/* A temporary file holding `bytes`. */
static int file_of(struct slice bytes)
{
    int fd = temporary();
    fill(fd, bytes);
    return fd;
}

/* Events as text ---------------------------------------------------------------------------- */

static void put(struct buf *t, const char *before, struct slice s)
{
    buf_append_str(t, before);
    buf_append(t, s.data, s.len);
}

static void put_number(struct buf *t, const char *before, uint64_t n)
{
    buf_append_str(t, before);
    buf_append_u64(t, n);
}

static void put_sentence(struct buf *t, const struct sentence *s)
{
    size_t mark = 0;
    put(t, "sentence ", s->id);
    put(t, " ", s->lang);
    if (s->zone.len)
        put(t, " zone ", s->zone);
    if (s->label.len)
        put(t, " label ", s->label);
    put_number(t, " page ", s->page);
    put_number(t, " at ", s->at);
    buf_append_str(t, s->starts_paragraph ? " par" : "");
    buf_append_str(t, s->stemmed ? " stemmed" : "");
    buf_append_str(t, s->tagged ? " tagged" : "");
    for (uint32_t i = 0; i < s->token_count; i++) {
        const struct token *token = &s->tokens[i];
        put(t, " [", (struct slice){token->form, token->form_len});
        if (token->stem)
            put(t, "/", (struct slice){token->stem, token->stem_len});
        if (token->lemma)
            put(t, "<", (struct slice){token->lemma, token->lemma_len});
        if (token->page)
            put_number(t, " p", token->page);
        if (token->flags & TOKEN_RANGE)
            buf_append_str(t, " range");
        if (token->flags & TOKEN_EMPTY)
            buf_append_str(t, " empty");
        for (; mark < s->mark_count && s->marks[mark].token == i; mark++)
            put_number(t, " m", s->marks[mark].match);
        buf_append_char(t, ']');
    }
    for (size_t i = 0; i < s->match_count; i++) {
        put(t, " {", s->matches[i].concept);
        put(t, " ", (struct slice){s->matches[i].entry, 8});
        put_number(t, " ", s->matches[i].first);
        put_number(t, "-", s->matches[i].last);
        buf_append_char(t, '}');
    }
}

static void put_event(struct buf *t, const struct event *e)
{
    switch (e->kind) {
    case EVENT_HEADER:
        put(t, "header ", buf_slice(&e->header->layout->text));
        put(t, "|", e->header->unicode);
        put(t, "|", e->header->tailoring);
        put(t, "|", e->header->stemmer);
        put(t, "|", e->header->lexicon);
        break;
    case EVENT_DOCUMENT:
        put(t, "document ", e->document->id);
        put(t, " ", e->document->lang);
        for (size_t i = 0; i < e->document->meta_count; i++) {
            put(t, " ", e->document->keys[i]);
            put(t, "=", e->document->values[i]);
        }
        break;
    case EVENT_SENTENCE:
        put_sentence(t, e->sentence);
        break;
    case EVENT_DOCUMENT_END:
        put(t, "end ", e->document->id);
        break;
    case EVENT_BLOCK:
    case EVENT_TEXT:
    case EVENT_END:
        buf_append_str(t, "?");
        break;
    }
    buf_append_char(t, '\n');
}

/* Reads fd as the file `in` and notes its events. */
static void trace(struct conllu_reader *r, int fd, struct buf *text)
{
    struct input in = {.name = "in", .fd = fd};
    struct event e;
    buf_clear(text);
    conllu_reader_start(r, &in);
    while (conllu_reader_next(r, &e))
        put_event(text, &e);
}

static void events_are(struct slice stream, enum status status, const char *want, const char *name)
{
    struct diag d = DIAG_INIT("unit");
    struct conllu_reader *r = conllu_reader_new(&d);
    struct buf text = BUF_INIT;
    int fd = file_of(stream);
    trace(r, fd, &text);
    tap_is_str(buf_str(&text), want, "%s", name);
    tap_is_u64(d.status, status, "%s: status", name);
    conllu_reader_free(r);
    buf_release(&text);
    close(fd);
}

#define EVENTS_ARE(stream, status, want, name) events_are(SLICE(stream), (status), (want), (name))

/* Streams made by hand ------------------------------------------------------------------------ */

static void test_order(void)
{
    EVENTS_ARE("", STATUS_OK, "", "nothing");
    EVENTS_ARE("# global.columns = ID FORM\n", STATUS_OK, "header ID FORM||||\n", "a header alone");
    EVENTS_ARE(
        "# global.columns = ID FORM MISC\n"
        "# gm:unicode = 15.0.0\n# gm:lexicon = abc\n# gm:stemmer = some thing\n"
        "# gm:tailoring = 12ab\n"
        "# newdoc id = one\n# gm:meta.b = x y\n# gm:meta.a =\n"
        "# newpar\n# sent_id = one-1\n# gm:lang = en-GB\n# gm:page = 3\n# gm:at = 10422\n# "
        "gm:zone = table\n# gm:label = A\\t\\\\ 1\n"
        "1\tTests\tSpaceAfter=No|Page=4\n2\t.\tPage=x|Page=5|Z=1\n\n"
        "# sent_id = one-2\n1\tLast\tNewPage=7|Page=8\n\n"
        "# newdoc id = empty\n\n"
        "# newdoc id = two\n1\tx\t_\n\n",
        STATUS_OK,
        "header ID FORM MISC|15.0.0|12ab|some thing|abc\n"
        "document one und b=x y a=\n"
        "sentence one-1 en-GB zone table label A\t\\ 1 page 3 at 10422 par [Tests p4] [. p5]\n"
        "sentence one-2 und page 0 at 0 [Last p8]\n"
        "end one\n"
        "document empty und\n"
        "sentence  und page 0 at 0\n"
        "end empty\n"
        "document two und\n"
        "sentence  und page 0 at 0 [x]\n"
        "end two\n",
        "documents and sentences");
    EVENTS_ARE(
        "1\tA\ta\tX\t_\t_\t_\t_\t_\t_\n\n\n\n# text = b\n1-2\tBc\t_\t_\t_\t_\t_\t_\t_\tPage=2\n"
        "1\tB\tb\tX\t_\t_\t_\t_\t_\t_\n2\tc\tc\tX\t_\t_\t_\t_\t_\tPage=9\n2.1\td\td\tX\t_\t_\t_\t_"
        "\t_\t_\n\n",
        STATUS_OK,
        "header ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC||||\n"
        "document in und\n"
        "sentence  und page 0 at 0 [A<a]\n"
        "sentence  und page 0 at 0 [Bc<_ p2 range] [B<b] [c<c p9] [d<d empty]\n"
        "end in\n",
        "CoNLL-U without a document");
    EVENTS_ARE(
        "# newdoc\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n# global.columns = ID FORM GM:STEM\n1\ta\tb\n\n"
        "# global.columns = ID GM:TERM FORM\n# gm:stemmer = s\n# newdoc\n1\t*\tc\n\n",
        STATUS_OK,
        "header ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC||||\n"
        "document in und\n"
        "sentence  und page 0 at 0 [a<_]\n"
        "header ID FORM GM:STEM||||\n"
        "sentence  und page 0 at 0 stemmed [a/b]\n"
        "header ID GM:TERM FORM|||s|\n"
        "end in\n"
        "document in#2 und\n"
        "sentence  und page 0 at 0 tagged [c]\n"
        "end in#2\n",
        "headers inside and between documents, documents without an id");
}

static void test_values(void)
{
    EVENTS_ARE(
        "# global.columns = ID FORM\n# newdoc id = a\\sb\\n\\xFF/c\n# gm:meta.t = \\tx\\\\\\nEnd\n"
        "# gm:meta.spaced  =  two \n# gm:meta. = nokey\n# gm:meta.none\n# gm:meta.b-c_d.e = "
        "=\n1\tx\n\n",
        STATUS_OK,
        "header ID FORM||||\ndocument a b\n\xff/c und t=\tx\\\nEnd spaced= two  =nokey b-c_d.e==\n"
        "sentence  und page 0 at 0 [x]\nend a b\n\xff/c\n",
        "ids and metadata are unescaped");
    EVENTS_ARE("# global.columns = ID FORM\n# gm:page = x\n# gm:at = -1\n# gm:lang = \n# "
               "sent_id\n# gm:page=7\n#gm:at = 5\n1\tx\n\n"
               "# gm:page = 99999999999\n# gm:at = 999999999999999999\n1\tx\n\n"
               "# gm:at = 9999999999999999999\n# gm:lang=fr\n1\tx\n\n",
               STATUS_OK,
               "header ID FORM||||\ndocument in und\nsentence   page 7 at 0 [x]\n"
               "sentence  und page 4294967295 at 999999999999999999 [x]\n"
               "sentence  fr page 0 at 0 [x]\nend in\n",
               "numbers that are none, or large");
}

static void test_terms(void)
{
    EVENTS_ARE("# global.columns = ID FORM GM:STEM GM:TERM\n"
               "1\tExternal\textern\t1:external.evaluation@3fa81c02;2:mc|qa@"
               "00000000\n2\tquality\tqualiti\t1\n3\tof\tof\t*\n"
               "4-5\tdu\t_\t_\n4\tde\tde\t2;3:a:b@c@ffffffff\n5\tle\tle\t3\n\n",
               STATUS_OK,
               "header ID FORM GM:STEM GM:TERM||||\ndocument in und\n"
               "sentence  und page 0 at 0 stemmed tagged [External/extern m0 m1] [quality/qualiti "
               "m0] [of/of] [du/_ range] "
               "[de/de m1 m2] [le/le m2] {external.evaluation 3fa81c02 0-1} {mc|qa 00000000 0-4} "
               "{a:b@c ffffffff 4-5}\n"
               "end in\n",
               "matches and their tokens");
}

static void test_refused(void)
{
    EVENTS_ARE("# global.columns = ID FORM\n# newdoc id = d\n# gm:meta.k = "
               "v\n1\ta\tb\n\n1\tb\n\n2\tc\n\n1\td\n",
               STATUS_FAILED,
               "header ID FORM||||\ndocument d und k=v\nsentence  und page 0 at 0\nsentence  und "
               "page 0 at 0 [b]\nend d\n",
               "bad blocks are left out, the document begins");
    EVENTS_ARE("# global.columns = ID FORM\n1\ta\n\n# global.columns = ID\n1\n\n# global.columns = "
               "ID FORM\n1\tb\n\n",
               STATUS_FAILED,
               "header ID FORM||||\ndocument in und\nsentence  und page 0 at 0 [a]\nend in\n",
               "columns without FORM end the input");
    EVENTS_ARE("1\ta\r\n\r\n", STATUS_FAILED, "", "CR LF ends the input");
}

/* One reader for several inputs: nothing of one is left in the next. */
static void test_again(void)
{
    struct diag d = DIAG_INIT("unit");
    struct conllu_reader *r = conllu_reader_new(&d);
    struct buf first = BUF_INIT;
    struct buf again = BUF_INIT;
    int good = file_of(SLICE("# newdoc\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n"));
    int cut = file_of(SLICE("# global.columns = ID FORM GM:TERM\n# newdoc\n1\tb\t1:x@00000000\n\n# "
                            "newdoc id = y\n1\t"));
    trace(r, good, &first);
    trace(r, cut, &again);
    tap_is_str(buf_str(&again),
               "header ID FORM GM:TERM||||\ndocument in und\nsentence  und page 0 at 0 tagged [b "
               "m0] {x 00000000 0-0}\n"
               "end in\ndocument y und\nsentence  und page 0 at 0 tagged\nend y\n",
               "a stream that is cut off");
    lseek(good, 0, SEEK_SET);
    trace(r, good, &again);
    tap_is_mem(again.data, again.len, first.data, first.len, "and the next one is as the first");
    conllu_reader_free(r);
    buf_release(&first);
    buf_release(&again);
    close(good);
    close(cut);
}

/* Damage ------------------------------------------------------------------------------------ */

static const char whole[] =
    "# global.columns = ID FORM MISC GM:STEM GM:TERM\n# gm:unicode = 15.0.0\n# gm:stemmer = s\n"
    "# newdoc id = a\\sb\n# gm:meta.t = x\\ny\n# newpar\n# sent_id = a-1\n# gm:lang = en\n# "
    "gm:page = 1\n# gm:at = 0\n"
    "1\tExternal\t_\textern\t1:e.x@3fa81c02;2:y@00000001\n2\tquality\tSpacesAfter=\\n\tqualiti\t1\n"
    "2.1\tghost\t_\t_\t_\n3-4\tdu\tPage=2\t_\t_\n3\tde\t_\tde\t2\n4\tle\t_\tle\t*\n\n"
    "# newdoc id = empty\n# gm:spaces = \\s\n\n"
    "# global.columns = ID FORM\n# newdoc id = c\n1\tx\n\n1\ty\n2\tz\n\n";

/* Whether the events come in an order that stages may rely on, and sentences hold together. */
struct watch {
    struct stage stage;
    bool header, open, right;
};

static bool sentence_holds(const struct sentence *s)
{
    bool holds = true;
    for (size_t i = 0; i < s->token_count; i++)
        holds = holds && s->tokens[i].line && s->tokens[i].line_len && s->tokens[i].form_len;
    for (size_t i = 0; i < s->mark_count; i++) {
        const struct mark *m = &s->marks[i];
        holds = holds && m->token < s->token_count && m->match < s->match_count;
        holds = holds && (i == 0 || m[-1].token < m->token ||
                          (m[-1].token == m->token && m[-1].match < m->match));
    }
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *m = &s->matches[i];
        holds = holds && m->first <= m->last && !slice_eq(m->concept, SLICE(""));
    }
    return holds;
}

static bool watch_push(struct stage *self, const struct event *e)
{
    struct watch *w = (struct watch *)self;
    switch (e->kind) {
    case EVENT_HEADER:
        w->header = true;
        break;
    case EVENT_DOCUMENT:
        w->right = w->right && w->header && !w->open && e->document->id.len;
        w->open = true;
        break;
    case EVENT_SENTENCE:
        w->right = w->right && w->open && sentence_holds(e->sentence);
        break;
    case EVENT_DOCUMENT_END:
        w->right = w->right && w->open;
        w->open = false;
        break;
    case EVENT_BLOCK:
    case EVENT_TEXT:
        w->right = false;
        break;
    case EVENT_END:
        w->right = w->right && !w->open;
        break;
    }
    return stage_push(w->stage.next, e);
}

static void watch_release(struct stage *self)
{
    (void)self;
}

/* Reads fd, writes what was read to `out`; the status, or -1 when the events were not in order. */
static int copy(int fd, int out)
{
    struct diag d = DIAG_INIT("unit");
    struct input in = {.name = "in", .fd = fd};
    struct output output;
    struct event e;
    if (ftruncate(out, 0) != 0)
        abort();
    lseek(out, 0, SEEK_SET);
    output_init(&output, dup(out), "out");
    struct watch w = {{watch_push, watch_release, stage_write(&output, 0)}, false, false, true};
    struct conllu_reader *r = conllu_reader_new(&d);
    conllu_reader_start(r, &in);
    while (conllu_reader_next(r, &e))
        stage_push(&w.stage, &e);
    stage_push(&w.stage, &(struct event){.kind = EVENT_END});
    conllu_reader_free(r);
    stage_free(&w.stage);
    output_close(&output, &d);
    lseek(out, 0, SEEK_SET);
    return w.right ? (int)d.status : -1;
}

/* The events of what is in fd. */
static void events_of(int fd, struct buf *text)
{
    struct diag d = DIAG_INIT("unit");
    struct conllu_reader *r = conllu_reader_new(&d);
    trace(r, fd, text);
    conllu_reader_free(r);
    lseek(fd, 0, SEEK_SET);
}

/* Some bytes change, come or go. */
static void damage(struct buf *text)
{
    static const char often[] = "\n\n\t\t \r#12.-;:@=_*\\\0\xff";
    for (uint32_t n = 1 + random_number() % 4; n; n--) {
        size_t at = random_number() % text->len;
        switch (random_number() % 4) {
        case 0:
            text->data[at] = (char)(text->data[at] ^ 1 << random_number() % 8);
            break;
        case 1:
            text->data[at] = often[random_number() % (sizeof often - 1)];
            break;
        case 2:
            buf_reserve(text, 1);
            memmove(text->data + at + 1, text->data + at, text->len++ - at);
            text->data[at] = often[random_number() % (sizeof often - 1)];
            break;
        default:
            if (text->len > 1)
                memmove(text->data + at, text->data + at + 1, --text->len - at);
            break;
        }
    }
}

/*
 * Whatever was done to a stream: nothing crashes, events are in order, and what was read and written is
 * a sound stream, which has the same events when it is read and written again.
 */
static void test_damage(void)
{
    enum { CASES = 20000 };
    struct buf text = BUF_INIT;
    struct buf once = BUF_INIT;
    struct buf twice = BUF_INIT;
    int in = temporary();
    int out = temporary();
    int back = temporary();
    int silent = open("/dev/null", O_WRONLY);
    int err = dup(STDERR_FILENO);
    unsigned long disorder = 0;
    unsigned long unsound = 0;
    unsigned long changed = 0;
    unsigned long refused = 0;
    fill(in, SLICE(whole));
    tap_ok(copy(in, out) == STATUS_OK, "the whole stream is sound");
    slurp(out, &once);
    tap_is_mem(once.data, once.len, whole, sizeof whole - 1, "and comes out as it is");
    dup2(silent, STDERR_FILENO);
    for (size_t i = 0; i < CASES + sizeof whole - 1; i++) {
        buf_clear(&text);
        buf_append(&text, whole,
                   i < CASES ? sizeof whole - 1 : i - CASES); /* cut off everywhere, too */
        if (i < CASES)
            damage(&text);
        fill(in, buf_slice(&text));
        int status = copy(in, out);
        disorder += status < 0;
        refused += status > 0;
        events_of(out, &once);
        bool sound = copy(out, back) == STATUS_OK;
        events_of(back, &twice); /* not the bytes: of two headers in a row the second is left */
        bool same = slice_eq(buf_slice(&once), buf_slice(&twice));
        if ((!sound || !same) && unsound + changed < 3)
            tap_put_bytes("case", text.data, text.len);
        unsound += !sound;
        changed += !same;
    }
    dup2(err, STDERR_FILENO);
    tap_is_u64(disorder, 0, "events are in order and sentences hold together");
    tap_is_u64(unsound, 0, "what was written is sound");
    tap_is_u64(changed, 0, "and stays the same");
    tap_ok(refused > CASES / 10 && refused < CASES, "%lu of %d are refused, some are not", refused,
           CASES);
    buf_release(&text);
    buf_release(&once);
    buf_release(&twice);
    close(in);
    close(out);
    close(back);
    close(silent);
    close(err);
}

/* Blocks that lie over the ends of the reader's buffer, in every position. */
static void test_large(void)
{
    enum { SENTENCES = 20000 };
    struct buf stream = BUF_INIT;
    struct buf want = BUF_INIT;
    struct buf got = BUF_INIT;
    struct diag d = DIAG_INIT("unit");
    struct conllu_reader *r = conllu_reader_new(&d);
    buf_append_str(&stream, "# global.columns = ID FORM\n");
    buf_append_str(&want, "header ID FORM||||\ndocument in und\n");
    for (uint32_t i = 0; i < SENTENCES; i++) {
        put_number(&stream, "# sent_id = ", i);
        put_number(&want, "sentence ", i);
        buf_append_str(&stream, "\n");
        buf_append_str(&want, " und page 0 at 0");
        for (uint32_t n = 1; n <= 1 + i % 7; n++) {
            size_t len = i % 1000 == 999 ? 100000 : random_number() % 20 + 1;
            put_number(&stream, "", n);
            buf_append_str(&stream, "\t");
            buf_append_str(&want, " [");
            for (size_t k = 0; k < len; k++) {
                buf_append_char(&stream, (char)('a' + i % 26));
                buf_append_char(&want, (char)('a' + i % 26));
            }
            buf_append_str(&stream, "\n");
            buf_append_str(&want, "]");
        }
        buf_append_str(&stream, "\n");
        buf_append_str(&want, "\n");
    }
    buf_append_str(&want, "end in\n");
    int fd = file_of(buf_slice(&stream));
    trace(r, fd, &got);
    tap_ok(slice_eq(buf_slice(&got), buf_slice(&want)), "%zu bytes of stream give their events",
           stream.len);
    tap_is_u64(d.status, STATUS_OK, "and no error");
    conllu_reader_free(r);
    buf_release(&stream);
    buf_release(&want);
    buf_release(&got);
    close(fd);
}

int main(void)
{
    test_order();
    test_values();
    test_terms();
    test_refused();
    test_again();
    test_large();
    test_damage();
    return tap_done();
}
