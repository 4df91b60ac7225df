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
 * Identity checks and their handoffs. In every method that writes, the check's row and the handoff are committed
 * together or not at all: a refusal is thrown as {@link HandoffRefusedException}, which rolls the row back, and a row
 * that can't be changed rolls the handoff back.
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

    /** Begins a check. Its id cannot be guessed, because whoever knows a session's id can ask for its codes. */
    IdentityCheck begin(String customer) {
        String id = HandoffService.randomSessionId();
        jdbc.sql("INSERT INTO identity_check (id, customer, state) VALUES (?, ?, ?)")
                .params(id, customer, State.WAITING.name())
                .update();
        handoffs.open(id).orElseThrow();
        return new IdentityCheck(id, customer, State.WAITING, null);
    }

    /** The code that the customer's phone scans. */
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

    /** The first phone is bound. Admit it only after this has returned, which is after the commit. */
    Binding hello(String id, PhoneCredentials phone) {
        Binding binding = handoffs.consume(id, phone).orElseThrow();
        move(id, State.WAITING, State.PHONE);
        return binding;
    }

    /** The bound phone lost its connection and comes back. */
    Binding resume(String id, PhoneCredentials phone) {
        return handoffs.resume(id, phone).orElseThrow();
    }

    /** The phone has read the card. From here on it may leave: the outcome is decided without it. */
    void submit(Binding binding, String documentNumber) {
        handoffs.check(binding).orElseThrow();
        move(binding.sessionId(), State.PHONE, State.REVIEW);
        jdbc.sql("UPDATE identity_check SET document_number = ? WHERE id = ?")
                .params(documentNumber, binding.sessionId())
                .update();
    }

    /** The reviewer's decision, minutes or hours after the phone left, by the session's id alone. */
    void decide(String id, boolean accepted) {
        move(id, State.REVIEW, accepted ? State.ACCEPTED : State.REJECTED);
        handoffs.finish(id, accepted ? Outcome.succeeded() : Outcome.failed("document_rejected"))
                .orElseThrow();
    }

    /** The customer gives up. A phone at work is refused from now on. */
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
