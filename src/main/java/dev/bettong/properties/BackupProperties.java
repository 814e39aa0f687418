package dev.bettong.properties;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Backups of the data directory: {@code bettong.backup}.
 *
 * @param interval Time between two backups; 0 stands for never.
 * @param keep Most backups to keep; beyond it the oldest are deleted.
 */
public record BackupProperties(
        @DefaultValue("0s") Duration interval,
        @DefaultValue("3") int keep) implements BettongSection {}
