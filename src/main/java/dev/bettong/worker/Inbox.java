package dev.bettong.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What other workers send to a task: one mailbox of each. Owned by the worker. */
final class Inbox {

    /** Batches taken from one mailbox in a turn, so that connections get theirs. */
    private static final int BATCHES_PER_TURN = 16;

    private final List<Mailbox> mailboxes = new ArrayList<>(); // filled while wiring

    /** While wiring: a further worker sends. */
    void add(Mailbox mailbox) {
        mailboxes.add(mailbox);
    }

    /**
     * Hands on what has come, for a turn.
     *
     * @param handler returns whether it can take more
     */
    void receive(Predicate<Batch> handler) {
        boolean more = true;
        for (int i = 0; more && i < mailboxes.size(); i++) {
            more = receive(mailboxes.get(i), handler);
        }
    }

    private static boolean receive(Mailbox mailbox, Predicate<Batch> handler) {
        boolean more = true;
        for (int i = 0; more && i < BATCHES_PER_TURN; i++) {
            Batch batch = mailbox.poll();
            if (batch == null) {
                break;
            }
            more = handler.test(batch);
            mailbox.handled(batch);
        }
        return more;
    }

    /** Whether something waits. */
    boolean waiting() {
        for (int i = 0; i < mailboxes.size(); i++) {
            if (mailboxes.get(i).waits()) {
                return true;
            }
        }
        return false;
    }

    /** Weight of everything that was ever sent. */
    long sent() {
        return mailboxes.stream().mapToLong(Mailbox::sent).sum();
    }

    /** Weight of everything that was sent and handled. */
    long handled() {
        return mailboxes.stream().mapToLong(Mailbox::handled).sum();
    }
}
