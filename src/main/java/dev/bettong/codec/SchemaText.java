package dev.bettong.codec;

import dev.bettong.codec.SchemaType.Constants;
import dev.bettong.codec.SchemaType.Fields;
import dev.bettong.codec.SchemaType.Mapping;
import dev.bettong.codec.SchemaType.Scalar;
import dev.bettong.codec.SchemaType.Sequence;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads the text of a schema:
 *
 * <pre>{@code
 * {"codec": "cbor", "version": 1, "type": {"object": "Totals"},
 *  "objects": {"Totals": {"byWord": {"map": ["string", "long"]}, "last": {"list": "int"}, "mode": {"enum": ["A", "B"]}}},
 *  "former": {"Totals": {"byWord": ["words"]}}}
 * }</pre>
 *
 * <p>{@code former} is missing if no field has a former name.
 *
 * <p>The text is stored: what it means must never change.
 */
final class SchemaText {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SchemaText() {}

    static String of(StateSchema schema) {
        ObjectNode whole = NODES.objectNode().put("codec", schema.codec()).put("version", schema.version());
        if (schema.root() != null) {
            whole.set("type", node(schema.root()));
            ObjectNode objects = whole.putObject("objects");
            schema.objects().forEach((name, fields) -> {
                ObjectNode object = objects.putObject(name);
                fields.forEach((field, type) -> object.set(field, node(type)));
            });
        }
        if (!schema.former().isEmpty()) {
            ObjectNode former = whole.putObject("former");
            schema.former().forEach((name, fields) -> {
                ObjectNode object = former.putObject(name);
                fields.forEach((field, names) -> {
                    ArrayNode all = object.putArray(field);
                    new TreeSet<>(names).forEach(all::add);
                });
            });
        }
        return JSON.writeValueAsString(whole);
    }

    private static JsonNode node(SchemaType type) {
        return switch (type) {
            case Scalar scalar -> NODES.stringNode(scalar.name());
            case Sequence sequence -> NODES.objectNode().set("list", node(sequence.element()));
            case Mapping mapping -> {
                ArrayNode both = NODES.arrayNode().add(node(mapping.key())).add(node(mapping.value()));
                yield NODES.objectNode().set("map", both);
            }
            case Constants constants -> {
                ArrayNode names = NODES.arrayNode();
                constants.names().forEach(names::add);
                yield NODES.objectNode().set("enum", names);
            }
            case Fields fields -> NODES.objectNode().put("object", fields.name());
        };
    }

    static StateSchema parse(String text) {
        JsonNode whole;
        try {
            whole = JSON.readTree(text);
        } catch (JacksonException broken) {
            throw new IllegalArgumentException("not a schema of state: " + text, broken);
        }
        @Nullable JsonNode codec = whole.get("codec");
        @Nullable JsonNode version = whole.get("version");
        if (codec == null || !codec.isString() || version == null || !version.isInt()) {
            throw new IllegalArgumentException("not a schema of state, for it has no codec or no version: " + text);
        }
        SortedMap<String, SortedMap<String, SchemaType>> objects = new TreeMap<>();
        for (Map.Entry<String, JsonNode> object : whole.path("objects").properties()) {
            SortedMap<String, SchemaType> fields = new TreeMap<>();
            object.getValue().properties().forEach(field -> fields.put(field.getKey(), type(field.getValue())));
            objects.put(object.getKey(), fields);
        }
        @Nullable JsonNode type = whole.get("type");
        return new StateSchema(
                codec.stringValue(),
                version.intValue(),
                type == null ? null : type(type),
                objects,
                former(whole.path("former")));
    }

    private static Map<String, Map<String, Set<String>>> former(JsonNode node) {
        Map<String, Map<String, Set<String>>> former = new TreeMap<>();
        for (Map.Entry<String, JsonNode> object : node.properties()) {
            Map<String, Set<String>> fields = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : object.getValue().properties()) {
                Set<String> names = new TreeSet<>();
                field.getValue().forEach(name -> names.add(name.asString()));
                fields.put(field.getKey(), names);
            }
            former.put(object.getKey(), fields);
        }
        return former;
    }

    private static SchemaType type(JsonNode node) {
        if (node.isString()) {
            return new Scalar(node.stringValue());
        }
        String kind = node.propertyNames().stream().findFirst().orElse("");
        JsonNode inner = node.path(kind);
        return switch (kind) {
            case "list" -> new Sequence(type(inner));
            case "map" -> new Mapping(type(inner.path(0)), type(inner.path(1)));
            case "enum" -> {
                Set<String> names = new LinkedHashSet<>();
                inner.forEach(name -> names.add(name.asString()));
                yield new Constants(names);
            }
            case "object" -> new Fields(inner.asString());
            default -> throw new IllegalArgumentException("not a type in a schema of state: " + node);
        };
    }
}
