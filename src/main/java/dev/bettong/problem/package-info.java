/** What is wrong with an application: problems collected for one report, and the failure analysis that shows them. */
@NullMarked
package dev.bettong.problem;

import org.jspecify.annotations.NullMarked;
