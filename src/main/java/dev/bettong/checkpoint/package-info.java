/** What makes the embedded runtime survive a crash: journaling, checkpoints, recovery, errors of the disk, backups. */
@NullMarked
package dev.bettong.checkpoint;

import org.jspecify.annotations.NullMarked;
