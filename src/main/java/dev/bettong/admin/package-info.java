/** What people and machines ask the service over HTTP: status of the pipelines and health. Reads snapshots only. */
@NullMarked
package dev.bettong.admin;

import org.jspecify.annotations.NullMarked;
