/** What every runtime has to do with a pipeline, as a table of cases that any of them can be given. */
@NullMarked
package dev.bettong.contract;

import org.jspecify.annotations.NullMarked;
