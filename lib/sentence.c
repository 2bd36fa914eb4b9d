#include "sentence.h"

#include "ucd.h"
#include "xalloc.h"

#include <stdlib.h>

bool document_key_valid(struct slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.data[i];
        bool alnum = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!alnum && c != '_' && c != '.' && c != '-')
            return false;
    }
    return key.len > 0;
}

struct slice document_meta(const struct document *doc, struct slice key)
{
    for (size_t i = 0; i < doc->meta_count; i++)
        if (slice_eq(doc->keys[i], key))
            return doc->values[i];
    return SLICE("");
}

/* By a copy: for a fill of this length compilers choose an instruction that is slow to start. */
void sentence_clear(struct sentence *s)
{
    static const char zeros[offsetof(struct sentence, tokens)];
    memcpy(s, zeros, sizeof zeros);
}

void sentence_grow_tokens(struct sentence *s, size_t count)
{
    s->tokens = xgrow(s->tokens, &s->token_capacity, s->token_count + count, sizeof *s->tokens);
}

struct match *sentence_add_match(struct sentence *s)
{
    s->matches = xgrow(s->matches, &s->match_capacity, s->match_count + 1, sizeof *s->matches);
    struct match *m = &s->matches[s->match_count++];
    *m = (struct match){0};
    return m;
}

void sentence_add_mark(struct sentence *s, uint32_t token, uint32_t match)
{
    s->marks = xgrow(s->marks, &s->mark_capacity, s->mark_count + 1, sizeof *s->marks);
    s->marks[s->mark_count++] = (struct mark){token, match};
}

void sentence_release(struct sentence *s)
{
    free(s->tokens);
    free(s->matches);
    free(s->marks);
    *s = (struct sentence){0};
}

bool token_is_word(const struct token *t)
{
    unsigned char first = t->form_len ? (unsigned char)t->form[0] : 0;
    if ((first | 0x20) >= 'a' && (first | 0x20) <= 'z')
        return true;
    return ucd_any(t->form, t->form_len, UCD_LETTER);
}

bool token_is_number(const struct token *t)
{
    return !token_is_word(t) && ucd_any(t->form, t->form_len, UCD_NUMBER);
}
