------------------------------- MODULE Store -------------------------------
(* How core keeps one session in a store that offers compare-and-set, loses  *)
(* answers, and knows not always whether it wrote. What is modelled is what  *)
(* SealedStore and Settlement do around a decision; of the rules there is as *)
(* much as phones need to win or lose: hello, resume, finish, and mint.      *)
EXTENDS Naturals

CONSTANTS
    Calls,        \* <<phone, number>>: all at once if they like, each through any node, since nodes share the store only
    Lives,        \* how many generations the session has at most
    Nonces,       \* whether a call writes its nonce; without, the model must fail (ADR 11)
    Denies,       \* whether the store says "false" also of what it wrote
    None

TwoOfOneAndOneOfAnother == {<<"p", 1>>, <<"p", 2>>, <<"q", 1>>}
OneOfEach == {<<"p", 1>>, <<"q", 1>>}
TwoOfOne == {<<"p", 1>>, <<"p", 2>>}
PhoneOf(c) == c[1]

VARIABLES
    unstored,\* Opening.UNSTORED: the first hello inserts. Never changes
    store,   \* the record's text, None if there is no record. The stamp follows from the text: equal texts, equal stamps
    late,    \* writes that the store gave up, and that may still come to pass
    codes,   \* what pages show: the text of a fresh session, which an attempt id holds (ADR 2)
    ended,   \* the lives that are over by time: their codes are refused without the store
    call,    \* how far each call is
    wrote    \* which texts each call has put into the store; nobody in the system sees this

vars == <<unstored, store, late, codes, ended, call, wrote>>

Fresh(life, version) ==
    [life |-> life, version |-> version, phone |-> None, connection |-> 0, by |-> None, done |-> FALSE]

Idle == [at |-> "idle", kind |-> None, known |-> None, expected |-> None, next |-> None, tried |-> None]

By(c) == IF Nonces THEN c ELSE None

(* Rules: what the call makes of this text, None for a refusal.              *)
Decide(c, kind, known, text) ==
    IF text.life # known.life \/ text.life \in ended THEN None
    ELSE CASE kind = "hello" /\ text.phone = None ->
                [text EXCEPT !.version = @ + 1, !.phone = PhoneOf(c), !.connection = 1, !.by = By(c)]
           [] kind = "resume" /\ text.phone = PhoneOf(c) /\ ~text.done ->
                [text EXCEPT !.version = @ + 1, !.connection = @ + 1, !.by = By(c)]
           [] kind = "finish" /\ text.connection = known.connection /\ text.by = known.by /\ ~text.done ->
                [text EXCEPT !.version = @ + 1, !.done = TRUE]
           [] kind = "mint" /\ text.phone = None /\ text.version < 2 -> Fresh(text.life, text.version + 1)
           [] OTHER -> None

Init ==
    /\ unstored \in BOOLEAN
    /\ store = IF unstored THEN None ELSE Fresh(1, 1)
    /\ late = {}
    /\ codes = {Fresh(1, 1)}
    /\ ended = {}
    /\ call = [c \in Calls |-> Idle]
    /\ wrote = [c \in Calls |-> {}]

LastLife == CHOOSE life \in {text.life : text \in codes} : \A text \in codes : text.life <= life

Answered(c, how) == call' = [call EXCEPT ![c].at = how]

Tries(c, kind, known, expected, next) ==
    call' = [call EXCEPT ![c] = [at |-> "write", kind |-> kind, known |-> known,
                                 expected |-> expected, next |-> next, tried |-> next]]

(* HandoffService.consume, Call.fresh, settleAssuming: the first write reads *)
(* nothing, because the code holds the text; None where it is an insert.     *)
Hello(c) == \E code \in codes :
    /\ call[c].at = "idle" /\ code.life \notin ended
    /\ Tries(c, "hello", code, IF unstored THEN None ELSE code, Decide(c, "hello", code, code))
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* HandoffService.finish, Binding.takeWritten: likewise by what hello or     *)
(* resume wrote.                                                             *)
Finish(c) == \E d \in Calls :
    /\ call[c].at = "idle" /\ PhoneOf(d) = PhoneOf(c)
    /\ call[d].at = "yes" /\ call[d].kind \in {"hello", "resume"} /\ call[d].next.life \notin ended
    /\ Tries(c, "finish", call[d].next, call[d].next, Decide(c, "finish", call[d].next, call[d].next))
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* HandoffService.resume and mint: Settlement.settle without an assumption.  *)
Reads(c) == \E code \in codes, kind \in {"resume", "mint"} :
    /\ call[c].at = "idle" /\ code.life \notin ended
    /\ call' = [call EXCEPT ![c] = [Idle EXCEPT !.at = "look", !.kind = kind, !.known = code]]
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* Settlement.round: own text means yes, else the rules decide anew.         *)
Look(c) ==
    LET me == call[c]
        next == IF store = None
                THEN IF unstored /\ me.kind = "hello" THEN Decide(c, "hello", me.known, me.known) ELSE None
                ELSE Decide(c, me.kind, me.known, store)
    IN /\ me.at = "look"
       /\ IF me.tried # None /\ store = me.tried THEN Answered(c, "yes")
          ELSE IF next = None THEN Answered(c, "no")
          ELSE Tries(c, me.kind, me.known, store, next)
       /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* TokenStore.insert and replace, where the record is as expected.           *)
Put(c, text) ==
    /\ store' = text
    /\ wrote' = [wrote EXCEPT ![c] = @ \cup {text}]
    /\ codes' = IF text.phone = None THEN codes \cup {text} ELSE codes

(* SealedStore.write: WRITTEN, OVERTAKEN, or an exception of unknown effect. *)
Write(c) ==
    LET me == call[c]
    IN /\ me.at = "write"
       /\ \/ /\ store = me.expected /\ Put(c, me.next) /\ UNCHANGED late
             /\ \/ Answered(c, "yes")
                \/ Answered(c, "unsure")
                \/ Denies /\ Answered(c, "look")
          \/ /\ store # me.expected /\ Answered(c, "look") /\ UNCHANGED <<unstored, store, late, codes, wrote>>
          \/ /\ Answered(c, "unsure") /\ UNCHANGED <<store, codes, wrote>>
             /\ \/ UNCHANGED late
                \/ late' = late \cup {[caller |-> c, expected |-> me.expected, next |-> me.next]}
       /\ UNCHANGED <<unstored, ended>>

(* SealedStore.isStored: looks once. The look may fail, too.                 *)
LookOnce(c) ==
    /\ call[c].at = "unsure"
    /\ \/ store = call[c].next /\ Answered(c, "yes")
       \/ Answered(c, "trouble")
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* A write of unknown effect comes to pass after all.                        *)
Late(write) ==
    /\ late' = late \ {write}
    /\ IF store = write.expected THEN Put(write.caller, write.next) ELSE UNCHANGED <<store, codes, wrote>>
    /\ UNCHANGED <<unstored, ended, call>>

(* HandoffService.open: of an unstored session anybody may make another life *)
(* at any time, of a stored one where there is no record.                    *)
Open ==
    /\ LastLife < Lives
    /\ unstored \/ store = None
    /\ store' = IF unstored THEN store ELSE Fresh(LastLife + 1, 1)
    /\ codes' = codes \cup {Fresh(LastLife + 1, 1)}
    /\ UNCHANGED <<unstored, late, ended, call, wrote>>

End == \E text \in codes :
    /\ text.life \notin ended
    /\ ended' = ended \cup {text.life}
    /\ UNCHANGED <<unstored, store, late, codes, call, wrote>>

(* HandoffService.purge. Of unstored sessions it is a promise of the         *)
(* retention, 5 minutes or more, that no call and no late write is under way *)
(* any more that began before the end: an insert would bring the life back.  *)
Purge ==
    /\ store # None /\ store.life \in ended
    /\ unstored =>
         /\ \A write \in late : write.next.life # store.life
         /\ \A c \in Calls : call[c].at \in {"look", "write", "unsure"} => call[c].known.life # store.life
    /\ store' = None
    /\ UNCHANGED <<unstored, late, codes, ended, call, wrote>>

Next ==
    \/ \E c \in Calls : Hello(c) \/ Finish(c) \/ Reads(c) \/ Look(c) \/ Write(c) \/ LookOnce(c)
    \/ \E write \in late : Late(write)
    \/ Open \/ End \/ Purge

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------
IsTold(c, kind) == call[c].at = "yes" /\ call[c].kind = kind

(* One session, one phone: of all hellos of a life one is told yes.          *)
AtMostOneIsToldYes == \A c, d \in Calls :
    IsTold(c, "hello") /\ IsTold(d, "hello") /\ call[c].next.life = call[d].next.life => c = d

(* What is told is written; but for a mint, by the very call.                *)
WhatIsToldIsWritten == \A c \in Calls : call[c].at = "yes" =>
    \E d \in Calls : call[c].next \in wrote[d] /\ (d = c \/ call[c].kind = "mint")

(* The phone that was told yes is the one that the record names.             *)
TheRecordNamesIt == \A c \in Calls :
    IsTold(c, "hello") /\ store # None /\ store.life = call[c].next.life => store.phone = PhoneOf(c)

(* A refused call has changed nothing, unless the store denied what it did.  *)
ARefusalChangesNothing == Denies \/ \A c \in Calls : call[c].at = "no" => wrote[c] = {}
(* No invariant: TLC must find a way to break it, or the model proves little. *)
NobodyFinishesASecondLife == \A c \in Calls : ~(IsTold(c, "finish") /\ call[c].next.life = 2)
=============================================================================
