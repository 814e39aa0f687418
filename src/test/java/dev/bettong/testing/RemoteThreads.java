package dev.bettong.testing;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The threads of another JVM on this machine, which was started with {@link #option}: a debugger can throw an error into
 * one, wherever that is. For one thread.
 */
public final class RemoteThreads implements AutoCloseable {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final VirtualMachine machine;

    private RemoteThreads(VirtualMachine machine) {
        this.machine = machine;
    }

    /** The option that has a JVM listen on a port of the loopback address. */
    public static String option(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + port;
    }

    /** Attaches to a JVM. */
    public static RemoteThreads attach(int port) throws Exception {
        AttachingConnector sockets = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = sockets.defaultArguments();
        Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("port")).setValue(String.valueOf(port));
        return new RemoteThreads(sockets.attach(arguments));
    }

    /**
     * Throws one of the {@link OutOfMemoryError}s that every JVM has ready into the first thread whose name begins with
     * {@code name}, once there is one. It is thrown when the thread comes back to Java code.
     */
    public void runOutOfMemory(String name) throws Exception {
        ThreadReference thread = await("a thread " + name)
                .atMost(DEADLINE)
                .until(() -> find(name), found -> !found.isEmpty())
                .getFirst();
        ObjectReference error = machine.classesByName("java.lang.OutOfMemoryError")
                .getFirst()
                .instances(1)
                .getFirst();
        thread.suspend();
        try {
            thread.stop(error);
        } finally {
            thread.resume();
        }
    }

    private List<ThreadReference> find(String name) {
        return machine.allThreads().stream()
                .filter(thread -> thread.name().startsWith(name))
                .toList();
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (com.sun.jdi.VMDisconnectedException e) {
            // it has ended
        }
    }
}
