/** Durability of the embedded runtime: journaling, checkpoints, recovery, disk errors and backups. */
@NullMarked
package dev.bettong.checkpoint;

import org.jspecify.annotations.NullMarked;
