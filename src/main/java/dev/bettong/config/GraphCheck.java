package dev.bettong.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;

/** The start-up check: looks at the whole application and reports every fault at once. */
final class GraphCheck {

    private final BettongProperties properties;
    private final List<ListeningPort> otherPorts;
    private final @Nullable SslBundles bundles;
    private final BindingFaults binding;

    /**
     * Prepares a check.
     *
     * @param otherPorts ports that other parts of this process listen on
     * @param bundles SSL bundles of the application, {@code null} if it has none
     * @param binding the properties that could not be read
     */
    GraphCheck(
            BettongProperties properties,
            List<ListeningPort> otherPorts,
            @Nullable SslBundles bundles,
            BindingFaults binding) {
        this.properties = properties;
        this.binding = binding;
        this.bundles = bundles;
        this.otherPorts = otherPorts;
    }

    /**
     * Checks the pipelines of beans and those of the configuration.
     *
     * @param ofBeans pipelines that are beans
     * @param functions where the beans are that the configuration names
     * @throws FaultyApplicationException with every fault, if there is one
     */
    CheckedGraph check(List<DeclaredPipeline> ofBeans, ConfigurableListableBeanFactory functions) {
        Faults faults = new Faults();
        binding.report(faults);
        FunctionBeans beans = new FunctionBeans(functions, faults);
        PipelineWiring wiring = new PipelineWiring(beans, faults);
        List<DeclaredPipeline> declared = new ArrayList<>(ofBeans);
        properties.pipelines().forEach((key, pipeline) -> declared.add(wiring.wire(key, pipeline)));
        check(declared, beans, faults);
        TlsCheck.Contexts tls = new TlsCheck(faults, bundles).check(properties);
        faults.throwIfAny();
        return CheckedGraph.of(declared, properties, tls);
    }

    private void check(List<DeclaredPipeline> declared, FunctionBeans beans, Faults faults) {
        if (declared.isEmpty() && PropertiesCheck.knowsExamples(properties)) {
            faults.add(
                    "application",
                    "It has no pipeline, so it can process nothing.",
                    "Declare a bean of type dev.bettong.pipeline.Pipeline, wire one from function beans under"
                            + " bettong.pipelines, or switch on an example with bettong.examples (%s)."
                                    .formatted(String.join(", ", Example.NAMES)));
        }
        WholenessCheck wholeness = new WholenessCheck(faults);
        List<DeclaredPipeline> whole =
                declared.stream().filter(wholeness::check).toList();
        new PipelinesCheck(faults).check(whole);
        new StatesCheck(faults).check(whole);
        new StorageCheck(faults, beans).check(whole);
        FramingCheck framing = new FramingCheck(faults);
        whole.forEach(each -> framing.check(each, properties));
        if (whole.size() == declared.size()) { // or else a name that is missed may be in the part that is null
            new BindingsCheck(faults).check(declared, properties);
        }
        new PropertiesCheck(faults).check(properties);
        new PortsCheck(faults).check(properties, otherPorts);
    }
}
