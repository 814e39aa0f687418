package dev.bettong.check;

import dev.bettong.embedded.ProcessHalt;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * While the context is open, has the process halt if a fatal error ends any of its threads: those that accept and poll for
 * the web server end for good, and nobody replaces them. Used by the thread that opens and closes the context.
 */
public final class UncaughtErrors implements InitializingBean, DisposableBean {

    private Thread.@Nullable UncaughtExceptionHandler before;

    @Override
    public void afterPropertiesSet() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(ProcessHalt.onFatal(before));
    }

    @Override
    public void destroy() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}
