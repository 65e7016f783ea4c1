/* Whose a client is, among access points that hear of each other over links which lose, repeat and reorder.
 *
 * step() is the table of src/steering/ownership.hpp, written by ownership_table. What is sent stays in the network for
 * ever, until one end starts anew: it may be delivered never, once or many times, in any order, at any later moment.
 * One client moves among N access points; one of them may be started again and forget all; a link may be lost and
 * come back, which throws away what was under way on it. One place holds the client's memory, or one hand-over.
 *
 * Proved in every reachable state:
 *   one owner    of two owners, the claim that counts more is still owed to the other: not acknowledged by it. So where
 *                nothing is owed, there is one owner at most.
 *   no way back  what an access point knows of the claims only grows, until it is started again.
 *   memory       unless an access point that had it, or was to get it, was started again, it is held by somebody or
 *                owed to somebody; and where nothing is owed, whoever owns or keeps the client has it.
 *   who serves   where nothing is owed and the client has been seen where it is, that access point owns it.
 */
#include "table.pml"

/* As the enumerations of ownership.hpp. */
#define UNKNOWN 0
#define OWNER 1
#define KEEPER 2
#define FOREIGN 3

#define SERVES 0
#define LEFT 1
#define HIGHER 2
#define LOWER 3
#define MEMORY 4

#define CLAIM 1
#define HAND_OVER 2
#define TAKE 3
#define PASS_ON 4

#ifndef N
#define N 3
#endif
#ifndef EPOCHS
#define EPOCHS 4
#endif
#ifndef MOVES
#define MOVES 3
#endif
#ifndef RESTARTS
#define RESTARTS 1
#endif
#ifndef FLAPS
#define FLAPS 1
#endif

#define AT(from, to) ((from) * N + (to))
#define OURS(a) (state[a] == OWNER || state[a] == KEEPER)
/* Whether claim (e, i) counts more than (f, j): access points stand for their BSSIDs. */
#define MORE(e, i, f, j) ((e) > (f) || ((e) == (f) && (i) > (j)))

byte state[N];
byte epoch[N];           /* of the claim that counts most, as each knows */
byte holder[N];          /* and who made it */
bool has[N];             /* the client's memory */

byte claims[N * N];      /* in the network: bit per epoch */
byte acks[N * N];        /* of the claims from-to, on their way back */
bool owed[N * N];        /* the claim of `from` is not acknowledged by `to` */
bool hand_over[N * N];   /* the memory is owed; in the outbox of `from` */
bool handed[N * N];      /* it was delivered; only the acknowledgement is missing */

byte place = N;          /* of the client; N: nowhere yet */
bool born;               /* somebody has learned something of it */
bool lost;               /* with an access point that was started again */
byte moves = MOVES, restarts = RESTARTS, flaps = FLAPS;

hidden byte next, action, a, b, e, i, j;  /* of one atomic step only */
hidden byte quiet, kept, somewhere;

inline owe(from, to) {
    owed[AT(from, to)] = true;
    claims[AT(from, to)] = claims[AT(from, to)] | (1 << epoch[from])
}

inline check() {
    quiet = true; kept = true; somewhere = false;
    for (i : 0 .. N - 1) {
        if :: has[i] -> somewhere = true :: else fi;
        if :: OURS(i) && !has[i] -> kept = false :: else fi;
        for (j : 0 .. N - 1) {
            if :: owed[AT(i, j)] || hand_over[AT(i, j)] -> quiet = false :: else fi;
            if :: hand_over[AT(i, j)] -> somewhere = true :: else fi;
            /* one owner */
            assert(!(i != j && state[i] == OWNER && state[j] == OWNER &&
                     MORE(epoch[i], holder[i], epoch[j], holder[j]) && !owed[AT(i, j)]));
            assert(!(i != j && state[i] == OWNER && state[j] == OWNER &&
                     epoch[i] == epoch[j] && holder[i] == holder[j]))
        }
    }
    /* memory */
    assert(!born || lost || somewhere);
    assert(!quiet || !born || lost || kept);
    /* who serves */
    assert(!(seen && quiet) || state[place] == OWNER);
    i = 0; j = 0; a = 0; b = 0; e = 0; next = 0; action = 0;
    quiet = false; kept = false; somewhere = false
}

bool seen;               /* the client was seen where it is, after what was heard there last */

inline serve() {
    step(state[place], SERVES);
    if
    :: action == CLAIM ->
        epoch[place]++;
        holder[place] = place;
        if :: !born -> born = true; has[place] = true :: else fi;
        for (b : 0 .. N - 1) { if :: b != place -> owe(place, b) :: else fi }
    :: else
    fi;
    state[place] = next;
    seen = true
}

inline give(from, to) {
    if
    :: has[from] -> has[from] = false; hand_over[AT(from, to)] = true; handed[AT(from, to)] = false
    :: else
    fi
}

inline hear_claim() {  /* of a at b, with epoch e */
    acks[AT(a, b)] = acks[AT(a, b)] | (1 << e);
    if
    :: MORE(e, a, epoch[b], holder[b]) ->
        step(state[b], HIGHER);
        for (i : 0 .. N - 1) { owed[AT(b, i)] = false };   /* it has no claim to tell of any more */
        assert(MORE(e, a, epoch[b], holder[b]));   /* no way back */
        epoch[b] = e;
        holder[b] = a;
        if :: b == place -> seen = false :: else fi
    :: else -> step(state[b], LOWER)
    fi;
    if :: action == HAND_OVER -> give(b, a) :: else fi;
    state[b] = next
}

inline hear_memory() {  /* of a at b */
    handed[AT(a, b)] = true;
    step(state[b], MEMORY);
    state[b] = next;
    if
    :: action == TAKE -> has[b] = true
    :: action == PASS_ON -> has[b] = true; give(b, holder[b])
    :: else   /* gone: check() sees it */
    fi
}

/* What was under way between a and b is gone, and each is told anew what the other claims. */
inline relink() {
    claims[AT(a, b)] = 0; acks[AT(a, b)] = 0; owed[AT(a, b)] = false;
    claims[AT(b, a)] = 0; acks[AT(b, a)] = 0; owed[AT(b, a)] = false;
    if :: OURS(a) -> owe(a, b) :: else fi;
    if :: OURS(b) -> owe(b, a) :: else fi
}

inline start_again() {  /* a */
    if :: has[a] -> lost = true :: else fi;
    state[a] = UNKNOWN; epoch[a] = 0; holder[a] = 0; has[a] = false;
    for (b : 0 .. N - 1) {
        if
        :: b != a ->
            relink();
            if :: hand_over[AT(a, b)] || hand_over[AT(b, a)] -> lost = true :: else fi;
            hand_over[AT(a, b)] = false; handed[AT(a, b)] = false;
            hand_over[AT(b, a)] = false; handed[AT(b, a)] = false
        :: else
        fi
    };
    if :: a == place -> seen = false :: else fi
}

/* One step each, between any two. */
#define HEARS_CLAIM(x, y, z) \
    :: d_step { (claims[AT(x, y)] & (1 << z)) != 0 -> a = x; b = y; e = z; hear_claim(); check() }
#define HEARS_ACK(x, y) \
    :: d_step { owed[AT(x, y)] && (acks[AT(x, y)] & (1 << epoch[x])) != 0 -> owed[AT(x, y)] = false; check() }
#define HEARS_MEMORY(x, y) \
    :: d_step { hand_over[AT(x, y)] && !handed[AT(x, y)] -> a = x; b = y; hear_memory(); check() } \
    :: d_step { hand_over[AT(x, y)] && handed[AT(x, y)] -> \
           hand_over[AT(x, y)] = false; handed[AT(x, y)] = false; check() }
#if EPOCHS > 4
#define CLAIMS(x, y) HEARS_CLAIM(x, y, 1) HEARS_CLAIM(x, y, 2) HEARS_CLAIM(x, y, 3) HEARS_CLAIM(x, y, 4) HEARS_CLAIM(x, y, 5)
#else
#define CLAIMS(x, y) HEARS_CLAIM(x, y, 1) HEARS_CLAIM(x, y, 2) HEARS_CLAIM(x, y, 3) HEARS_CLAIM(x, y, 4)
#endif
#define FROM_TO(x, y) CLAIMS(x, y) HEARS_ACK(x, y) HEARS_MEMORY(x, y)
/* What was not acknowledged is handed over again. */
#define LOSES_LINK(x, y) \
    :: d_step { flaps > 0 -> flaps--; a = x; b = y; relink(); \
           handed[AT(x, y)] = false; handed[AT(y, x)] = false; check() }
#define BETWEEN(x, y) FROM_TO(x, y) FROM_TO(y, x) LOSES_LINK(x, y)
#define ALONE(x) \
    :: d_step { moves > 0 && place != x -> moves--; place = x; seen = false; check() } \
    :: d_step { state[x] == OWNER && x != place -> step(state[x], LEFT); state[x] = next; check() } \
    :: d_step { restarts > 0 && state[x] != UNKNOWN -> restarts--; a = x; start_again(); check() }

active proctype site() {
    do
    /* the client sends a frame where it is */
    :: d_step { place < N && !seen && epoch[place] < EPOCHS -> serve(); check() }
    ALONE(0)
    ALONE(1)
    BETWEEN(0, 1)
#if N > 2
    ALONE(2)
    BETWEEN(0, 2)
    BETWEEN(1, 2)
#endif
    od
}
