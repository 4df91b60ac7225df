package com.example.verification;

import com.example.verification.IdentityCheck.State;
import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffRefusedException;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.SessionStatus;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Identity checks and their handoffs. Every method that writes commits the check's row and the handoff together, or
 * rolls both back: a refusal is thrown as {@link HandoffRefusedException} and rolls the row back, and a row that can't
 * be changed rolls the handoff back.
 */
@Service
@Transactional
class IdentityChecks {

    private final JdbcClient jdbc;
    private final HandoffService handoffs;

    IdentityChecks(JdbcClient jdbc, HandoffService handoffs) {
        this.jdbc = jdbc;
        this.handoffs = handoffs;
    }

    /** Begins a check. Its id is random, because anyone who knows a session's id can mint its codes. */
    IdentityCheck begin(String customer) {
        String id = HandoffService.randomSessionId();
        jdbc.sql("INSERT INTO identity_check (id, customer, state) VALUES (?, ?, ?)")
                .params(id, customer, State.WAITING.name())
                .update();
        handoffs.open(id).orElseThrow();
        return new IdentityCheck(id, customer, State.WAITING, null);
    }

    /** Returns the code that the customer's phone scans. */
    Handoff code(IdentityCheck check) {
        return handoffs.mint(check.id()).orElseThrow();
    }

    @Transactional(readOnly = true)
    Optional<IdentityCheck> find(String id) {
        return jdbc.sql("SELECT id, customer, state, document_number FROM identity_check WHERE id = ?")
                .param(id)
                .query(IdentityCheck.class)
                .optional();
    }

    @Transactional(readOnly = true)
    List<IdentityCheck> inReview() {
        return jdbc.sql("SELECT id, customer, state, document_number FROM identity_check WHERE state = ? ORDER BY id")
                .param(State.REVIEW.name())
                .query(IdentityCheck.class)
                .list();
    }

    @Transactional(readOnly = true)
    SessionStatus status(IdentityCheck check) {
        return handoffs.status(check.id()).orElseThrow();
    }

    /** Binds the first phone. Accept the phone only after this method returns, which is after the commit. */
    Binding hello(String id, PhoneCredentials phone) {
        Binding binding = handoffs.consume(id, phone).orElseThrow();
        move(id, State.WAITING, State.PHONE);
        return binding;
    }

    /** Accepts the bound phone again after a lost connection. */
    Binding resume(String id, PhoneCredentials phone) {
        return handoffs.resume(id, phone).orElseThrow();
    }

    /** Stores the number that the phone read. The phone may leave now: the outcome is decided without it. */
    void submit(Binding binding, String documentNumber) {
        handoffs.check(binding).orElseThrow();
        move(binding.sessionId(), State.PHONE, State.REVIEW);
        jdbc.sql("UPDATE identity_check SET document_number = ? WHERE id = ?")
                .params(documentNumber, binding.sessionId())
                .update();
    }

    /** Finishes the session by its id, minutes or hours after the phone left. */
    void decide(String id, boolean accepted) {
        move(id, State.REVIEW, accepted ? State.ACCEPTED : State.REJECTED);
        handoffs.finish(id, accepted ? Outcome.succeeded() : Outcome.failed("document_rejected"))
                .orElseThrow();
    }

    /** Cancels the session. A connected phone is refused from now on. */
    void withdraw(IdentityCheck check) {
        move(check.id(), check.state(), State.WITHDRAWN);
        handoffs.cancel(check.id()).orElseThrow();
    }

    private void move(String id, State from, State to) {
        int rows = jdbc.sql("UPDATE identity_check SET state = ? WHERE id = ? AND state = ?")
                .params(to.name(), id, from.name())
                .update();
        if (rows != 1) {
            throw new WrongStateException("the check is not in state " + from);
        }
    }
}
