------------------------------- MODULE Store -------------------------------
(* How handoff-core keeps one session in a store that offers compare-and-set *)
(* and loses answers: the caller may not know whether a write happened. The  *)
(* module models what SealedStore and Settlement do around a decision. Of    *)
(* the rules it has only hello, resume, finish and mint, in a short form.    *)
EXTENDS Naturals

CONSTANTS
    Calls,        \* <<phone, number>>: the calls may be concurrent, each on any node; nodes share only the store
    Lives,        \* how many generations the session has at most
    Nonces,       \* whether a call writes its nonce; without nonces the model must fail (ADR 11)
    Denies,       \* whether the store may return false after it wrote
    None

TwoOfOneAndOneOfAnother == {<<"p", 1>>, <<"p", 2>>, <<"q", 1>>}
OneOfEach == {<<"p", 1>>, <<"q", 1>>}
TwoOfOne == {<<"p", 1>>, <<"p", 2>>}
PhoneOf(c) == c[1]

VARIABLES
    unstored,\* Opening.UNSTORED: the first hello inserts. Never changes
    store,   \* the record's text, None if there is no record. The stamp follows from the text: equal texts, equal stamps
    late,    \* writes with an unknown effect that may still happen
    codes,   \* the codes on pages: each is the text of a fresh session, which the attempt id holds (ADR 2)
    ended,   \* the lives that are over by time: their codes are refused without a store call
    call,    \* the progress of each call
    wrote    \* the texts that each call has put into the store; only the invariants read this

vars == <<unstored, store, late, codes, ended, call, wrote>>

Fresh(life, version) ==
    [life |-> life, version |-> version, phone |-> None, connection |-> 0, by |-> None, done |-> FALSE]

Idle == [at |-> "idle", kind |-> None, known |-> None, expected |-> None, next |-> None, tried |-> None]

By(c) == IF Nonces THEN c ELSE None

(* Rules: the text that the call writes next, None for a refusal.            *)
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
(* nothing, because the code holds the text. Expecting None means an insert. *)
Hello(c) == \E code \in codes :
    /\ call[c].at = "idle" /\ code.life \notin ended
    /\ Tries(c, "hello", code, IF unstored THEN None ELSE code, Decide(c, "hello", code, code))
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* HandoffService.finish, Binding.takeWritten: the first write reads         *)
(* nothing, because the binding holds the text that hello or resume wrote.   *)
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

(* Settlement.round: the call succeeds if it finds its own text; otherwise   *)
(* the rules decide again.                                                   *)
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

(* TokenStore.insert and replace, if the record is the expected one.         *)
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

(* SealedStore.isStored: reads once. This read may fail, too.                *)
LookOnce(c) ==
    /\ call[c].at = "unsure"
    /\ \/ store = call[c].next /\ Answered(c, "yes")
       \/ Answered(c, "trouble")
    /\ UNCHANGED <<unstored, store, late, codes, ended, wrote>>

(* A write with an unknown effect happens late.                              *)
Late(write) ==
    /\ late' = late \ {write}
    /\ IF store = write.expected THEN Put(write.caller, write.next) ELSE UNCHANGED <<store, codes, wrote>>
    /\ UNCHANGED <<unstored, ended, call>>

(* HandoffService.open: an unstored session may be opened again at any time, *)
(* a stored session only while there is no record.                           *)
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

(* HandoffService.purge. For unstored sessions the retention of 5 minutes or *)
(* more ensures that no call and no late write that began before the end is  *)
(* still under way: an insert would bring the life back.                     *)
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
Succeeded(c, kind) == call[c].at = "yes" /\ call[c].kind = kind

(* One session, one phone: at most one hello of a life succeeds.             *)
AtMostOneHelloSucceeds == \A c, d \in Calls :
    Succeeded(c, "hello") /\ Succeeded(d, "hello") /\ call[c].next.life = call[d].next.life => c = d

(* A call that succeeded has written its text; for a mint, another call may  *)
(* have written the same text.                                               *)
SuccessIsWritten == \A c \in Calls : call[c].at = "yes" =>
    \E d \in Calls : call[c].next \in wrote[d] /\ (d = c \/ call[c].kind = "mint")

(* The record names the phone whose hello succeeded.                         *)
RecordNamesTheWinner == \A c \in Calls :
    Succeeded(c, "hello") /\ store # None /\ store.life = call[c].next.life => store.phone = PhoneOf(c)

(* A refused call has changed nothing, unless the store denied a write that  *)
(* happened.                                                                 *)
RefusedCallChangesNothing == Denies \/ \A c \in Calls : call[c].at = "no" => wrote[c] = {}

(* Not an invariant: TLC must find a history that breaks it. Otherwise the   *)
(* model never reaches a finish in the second life.                          *)
NoFinishInTheSecondLife == \A c \in Calls : ~(Succeeded(c, "finish") /\ call[c].next.life = 2)
=============================================================================
