/*
 * What is said of a dictionary: warnings, errors, and what was lost.
 */
#include "convert.h"

#include <stdarg.h>
#include <stdio.h>

enum { SAID_MAX = 1000 }; /* messages, without --verbose */

/* What is said of each kind, behind the number. */
static const struct {
    const char *one;
    const char *many;
} losses[LOSS_COUNT] = {
    [LOSS_EMPTY] = {"row that says that a language has no term is not written",
                    "rows that say that a language has no term are not written"},
    [LOSS_GAP] = {"entry with a gap ('~N') cannot be written",
                  "entries with a gap ('~N') cannot be written"},
    [LOSS_REGEX] = {"entry with a regular expression cannot be written",
                    "entries with a regular expression cannot be written"},
    [LOSS_CHARACTERS] = {"entry with characters that mean something else there is not written",
                         "entries with characters that mean something else there are not written"},
    [LOSS_CASE] = {"entry loses that its case counts", "entries lose that their case counts"},
    [LOSS_STEM] = {"entry stands for all inflections of a word, and there for the form written",
                   "entries stand for all inflections of a word, and there for the form written"},
    [LOSS_SPELLINGS] = {"entry with hyphens is not written in all its spellings",
                        "entries with hyphens are not written in all their spellings"},
    [LOSS_LANG] = {"entry loses its language", "entries lose their language"},
    [LOSS_STATUS] = {"entry loses its status", "entries lose their status"},
    [LOSS_SOURCE] = {"entry loses its source", "entries lose their source"},
    [LOSS_NOTE] = {"entry loses its note", "entries lose their note"},
    [LOSS_SAME] = {"term is the same as one before, as nothing that differs is kept",
                   "terms are the same as one before, as nothing that differs is kept"},
    [LOSS_COMMENT] = {"comment is not kept", "comments are not kept"},
    [LOSS_WORDS] = {"word was one form and stands for all its inflections now (--words)",
                    "words were one form each and stand for all their inflections now (--words)"},
    [LOSS_NO_STEMMER] =
        {"word stands for these letters in this case, as its language has no stemmer",
         "words stand for these letters in this case, as their language has no "
         "stemmer"},
    [LOSS_CAPITALS] =
        {"entry was written in capitals, as all are, and is in small letters now",
         "entries were written in capitals, as all are, and are in small letters now"},
    [LOSS_WEIGHT] = {"weight is not kept", "weights are not kept"},
    [LOSS_CONDITION] = {"condition on the words beside is not kept as it was",
                        "conditions on the words beside are not kept as they were"},
    [LOSS_ANY_WORD] = {"'*' for just N words is up to N words now",
                       "'*' for just N words are up to N words now"},
    [LOSS_PARENT] = {"concept stands below several, and is kept below one",
                     "concepts stand below several, and are kept below one"},
    [LOSS_PROPERTY] = {"statement of another kind is not kept",
                       "statements of another kind are not kept"},
    [LOSS_TWICE] = {"entry is there twice, and kept once",
                    "entries are there twice, and kept once"},
};

/* Appends `FILE:LINE: `, or `FILE: ` where it is all of it. */
static void append_place(struct buf *text, const char *file, size_t line)
{
    buf_append_str(text, file);
    if (line) {
        buf_append_char(text, ':');
        buf_append_u64(text, line);
    }
    buf_append_str(text, ": ");
}

/* Says what is at c->line, unless enough has been said. */
static void say(struct convert *c, bool error, const char *format, va_list args)
{
    char what[512];
    struct buf text = BUF_INIT;
    bool more = c->verbose || c->said++ < SAID_MAX;
    if (vsnprintf(what, sizeof what, format, args) < 0)
        what[0] = '\0';
    append_place(&text, c->file, c->line);
    buf_append_str(&text, what);
    if (more)
        (error ? diag_error : diag_note)(c->d, "%s", buf_str(&text));
    else if (error && c->d->status == STATUS_OK)
        c->d->status = STATUS_FAILED;
    buf_release(&text);
}

void convert_warn(struct convert *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(c, c->strict, format, args);
    va_end(args);
}

void convert_skip(struct convert *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(c, true, format, args);
    va_end(args);
}

/* Says a loss: of one entry where there is a subject, else all of its kind. */
static void say_loss(struct convert *c, const struct convert_tally *t, const char *what,
                     struct slice subject)
{
    struct buf text = BUF_INIT;
    buf_append_str(&text, "note: ");
    append_place(&text, t->file, t->line);
    buf_append_u64(&text, t->count);
    buf_append_char(&text, ' ');
    buf_append_str(&text, what);
    if (t->count > 1)
        buf_append_str(&text, "; this is the first");
    if (subject.len)
        diag_note(c->d, "%s: '%.*s'", buf_str(&text), CONVERT_SHOWN(subject));
    else
        diag_note(c->d, "%s", buf_str(&text));
    buf_release(&text);
}

void convert_lose(struct convert *c, enum convert_loss kind, struct slice subject)
{
    struct convert_tally *t = &c->losses[kind];
    if (t->count++ == 0) {
        t->file = c->file;
        t->line = c->line;
    }
    if (c->verbose)
        say_loss(c, &(struct convert_tally){1, c->file, c->line}, losses[kind].one, subject);
}

void convert_say_losses(struct convert *c)
{
    if (!c->verbose && c->said > SAID_MAX)
        diag_note(c->d, "%llu more messages of this kind",
                  (unsigned long long)(c->said - SAID_MAX));
    for (int i = 0; i < LOSS_COUNT; i++) {
        const struct convert_tally *t = &c->losses[i];
        if (t->count == 1)
            say_loss(c, t, losses[i].one, SLICE(""));
        else if (t->count)
            say_loss(c, t, losses[i].many, SLICE(""));
    }
}
