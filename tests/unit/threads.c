/*
 * Matchers in several threads over one lexicon find what one finds.  `make SAN=thread` shows whether
 * they share anything that changes.
 */
#include "arena.h"
#include "lexicon.h"
#include "matcher.h"
#include "stemmer.h"
#include "tap.h"
#include "wordrules.h"
#include "xalloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 4, SENTENCES = 1000, TOKENS = 20 };

static const char rows[] = "concept\tlang\tpattern\tstatus\tsource\tnote\n"
                           "a.x\ten\texternal quality assurance\town\t\t\n"
                           "a.x|b.y\t*\t/(re)?accredit.*/ ~3 \"QA\"\town\t\t\n"
                           "b.y\ten\t*assur* (of)? [quality|QA\\C]\town\t\t\n"
                           "b.z\tfr\tl'agence d'accr\u00e9ditation\town\t\t\n"
                           "c\t*\t/.*(al|ity)/\town\t\t\n"
                           "c\t*\t/(a|a)*[bc]/\town\t\t\n"
                           "c\ttr\tkalite*\town\t\t\n"
                           "d\tel\t*\u03bb\u03cc\u03b3\u03b7*\town\t\t\n";

static const char *const words[] = {"External",
                                    "quality",
                                    "assurance",
                                    "of",
                                    "QA",
                                    "accredit",
                                    "Accreditation",
                                    "l'",
                                    "agence",
                                    "d'",
                                    "-",
                                    ",",
                                    ".",
                                    "the",
                                    "review",
                                    "KAL\u0130TE",
                                    "kalite",
                                    "\u03b1\u03be\u03b9\u03bf\u03bb\u03cc\u03b3\u03b7\u03c3\u03b7",
                                    "accr\u00e9ditation",
                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

struct job {
    const struct lexicon *lexicon;
    uint64_t seed;
    uint64_t sum; /* of all that was found */
    uint64_t matches;
    bool failed;
};

static uint32_t below(uint64_t *seed, uint32_t n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)((*seed >> 33) % n);
}

static void note(struct job *job, uint64_t value)
{
    job->sum = (job->sum ^ value) * UINT64_C(0x100000001b3);
}

static void make_sentence(struct sentence *s, struct arena *memory, uint64_t *seed)
{
    arena_clear(memory);
    sentence_clear(s);
    for (size_t i = 0; i < TOKENS; i++) {
        struct token *t = sentence_add_token(s);
        char form[96];
        snprintf(form, sizeof form, "%s", words[below(seed, sizeof words / sizeof *words)]);
        if (below(seed, 10) == 0) /* types that no other thread has met */
            snprintf(form + strlen(form), 8, "%u", below(seed, 1000));
        t->form_len = (uint32_t)strlen(form);
        t->form = arena_copy(memory, form, t->form_len);
    }
}

static void *work(void *context)
{
    static const char *const langs[] = {"en", "fr", "tr", "el"};
    struct job *job = context;
    struct diag d = DIAG_INIT("threads");
    struct stemmer *stemmer = stemmer_new(NULL, 1000, &d);
    struct wordrules_set *rules = wordrules_set_new(GAPMAP_SRCDIR "/lexicons/words", &d);
    struct sentence s = {.tokens = NULL};
    struct arena memory = ARENA_INIT;
    for (size_t l = 0; l < sizeof langs / sizeof *langs; l++) {
        struct matcher *m =
            matcher_new(job->lexicon, slice_of(langs[l]), stemmer,
                        &(struct matcher_options){.types = 500, .states = 100, .words = rules});
        for (size_t i = 0; i < SENTENCES; i++) {
            stemmer_epoch(stemmer);
            make_sentence(&s, &memory, &job->seed);
            matcher_tag(m, &s);
            job->matches += s.match_count;
            for (size_t k = 0; k < s.match_count; k++)
                note(job, s.matches[k].first * 1000 + s.matches[k].last +
                              s.matches[k].concept.len * 1000000);
            for (size_t k = 0; k < s.mark_count; k++)
                note(job, s.marks[k].token * 1000 + s.marks[k].match);
        }
        matcher_free(m);
    }
    job->failed = d.status != STATUS_OK;
    arena_release(&memory);
    sentence_release(&s);
    wordrules_set_free(rules);
    stemmer_free(stemmer);
    return NULL;
}

static struct lexicon *load(struct diag *d)
{
    int ends[2];
    char path[32];
    struct lexicon *l = lexicon_new();
    struct stemmer *stemmer = stemmer_new(NULL, 1000, d);
    struct wordrules_set *rules = wordrules_set_new(GAPMAP_SRCDIR "/lexicons/words", d);
    lexicon_set_words(l, rules);
    if (pipe(ends) != 0 || write(ends[1], rows, sizeof rows - 1) < 0)
        abort();
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    tap_ok(lexicon_load(l, path, stemmer, d), "the lexicon is sound");
    close(ends[0]);
    lexicon_set_words(l, NULL);
    wordrules_set_free(rules);
    stemmer_free(stemmer);
    return l;
}

int main(void)
{
    struct diag d = DIAG_INIT("threads");
    struct lexicon *l = load(&d);
    struct job alone[THREADS];
    struct job beside[THREADS];
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        alone[i] = (struct job){.lexicon = l, .seed = i / 2};
        beside[i] = alone[i];
        work(&alone[i]);
    }
    for (size_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, &beside[i]) != 0)
            abort();
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        tap_ok(!alone[i].failed && !beside[i].failed, "thread %zu came through", i);
        tap_ok(alone[i].sum == beside[i].sum, "thread %zu found what it finds alone", i);
        tap_ok(beside[i].matches > SENTENCES, "%zu matches", (size_t)beside[i].matches);
    }
    tap_ok(alone[0].sum == alone[1].sum && alone[0].sum != alone[2].sum,
           "and that is what the sentences hold");
    lexicon_free(l);
    return tap_done();
}
