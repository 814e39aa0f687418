/** What is deployed: the Helm chart, what it renders and what it refuses, and the layers of the image. */
@NullMarked
package dev.bettong.helm;

import org.jspecify.annotations.NullMarked;
