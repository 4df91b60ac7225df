package com.example.quickstart;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Is notified after the commit. Here you can push the change to the page, which then need not poll. */
@Component
class HandoffLog implements HandoffListener {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffLog.class);

    @Override
    public void on(HandoffEvent event) {
        LOG.info("{}", event);
    }
}
