package dev.bettong.check;

import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.InvalidApplicationException;
import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.Example;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.FunctionBeans;
import dev.bettong.wiring.PipelineWiring;
import dev.bettong.wiring.SourceSinkKinds;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;

/** The start-up check: checks the whole application and reports every problem at once. */
public final class GraphCheck {

    private final BettongProperties properties;
    private final List<ListeningPort> otherPorts;
    private final @Nullable SslBundles bundles;
    private final BindingProblems binding;
    private final Connectors connectors;

    /**
     * Prepares a check.
     *
     * @param otherPorts ports that other parts of this process listen on
     * @param bundles SSL bundles of the application, {@code null} if it has none
     * @param binding the properties that could not be read
     * @param connectors kinds of sources and sinks that beans add
     */
    public GraphCheck(
            BettongProperties properties,
            List<ListeningPort> otherPorts,
            @Nullable SslBundles bundles,
            BindingProblems binding,
            Connectors connectors) {
        this.properties = properties;
        this.connectors = connectors;
        this.binding = binding;
        this.bundles = bundles;
        this.otherPorts = otherPorts;
    }

    /**
     * Checks the pipelines of beans and those of the configuration.
     *
     * @param ofBeans pipelines that are beans
     * @param functions where the beans are that the configuration names
     * @throws InvalidApplicationException with every problem, if there is one
     */
    public CheckedGraph check(List<DeclaredPipeline> ofBeans, ConfigurableListableBeanFactory functions) {
        Problems problems = new Problems();
        binding.report(problems, connectors);
        FunctionBeans beans = new FunctionBeans(functions, problems);
        SourceSinkKinds kinds = new SourceSinkKinds(connectors.sources(), connectors.sinks());
        PipelineWiring wiring = new PipelineWiring(beans, problems, kinds);
        List<DeclaredPipeline> declared = new ArrayList<>(ofBeans);
        properties.pipelines().forEach((key, pipeline) -> declared.add(wiring.wire(key, pipeline)));
        Map<Step, EventType> eventTypes = check(declared, beans, problems);
        TlsCheck.Contexts tls = new TlsCheck(problems, bundles).check(properties);
        Connectors.Bound bound = connectors.bind(problems, properties.durable());
        problems.throwIfAny();
        return CheckedGraph.of(declared, eventTypes, properties, tls, bound);
    }

    /** Returns the types of the events that leave the steps. */
    private Map<Step, EventType> check(List<DeclaredPipeline> declared, FunctionBeans beans, Problems problems) {
        if (declared.isEmpty() && PropertiesCheck.knowsExamples(properties)) {
            problems.add(
                    "application",
                    "It has no pipeline, so it can process nothing.",
                    "Declare a bean of type dev.bettong.pipeline.Pipeline, wire one from function beans under"
                            + " bettong.pipelines, or switch on an example with bettong.examples (%s)."
                                    .formatted(String.join(", ", Example.NAMES)));
        }
        NullCheck wholeness = new NullCheck(problems);
        List<DeclaredPipeline> whole =
                declared.stream().filter(wholeness::check).toList();
        new PipelinesCheck(problems).check(whole);
        new StatesCheck(problems).check(whole);
        new WindowsCheck(problems).check(whole);
        new JoinsCheck(problems).check(whole);
        new EventTimeCheck(problems).check(whole);
        new StorageCheck(problems, beans).check(whole);
        FramingCheck framing = new FramingCheck(problems);
        whole.forEach(each -> framing.check(each, properties));
        if (whole.size() == declared.size()) { // or else a name that is missed may be in the part that is null
            new BindingsCheck(problems, connectors).check(declared, properties);
        }
        new PropertiesCheck(problems).check(properties);
        new PortsCheck(problems).check(properties, otherPorts);
        IdentityHashMap<Step, EventType> eventTypes = new IdentityHashMap<>();
        whole.forEach(each -> EventTypes.of(each, beans, problems).forEach(eventTypes::put));
        new CallsCheck(problems).check(whole, eventTypes, properties.durable());
        return eventTypes;
    }
}
