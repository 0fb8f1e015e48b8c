package dev.naosu.replay;

import java.io.Serializable;
import java.util.List;

/// Objects that refer to each other, also in circles, independent of any class loader.
///
/// @param nodes numbered in the order they are reached from the roots
public record Graph(List<Node> nodes, List<Value> roots) implements Serializable {
  public Graph {
    nodes = List.copyOf(nodes);
    roots = List.copyOf(roots);
  }

  /// One object.
  public sealed interface Node extends Serializable {
    /// Binary name of its class; of its components for an array.
    String className();
  }

  /// @param className of the components, as `Class.getName` gives it
  public record ArrayNode(String className, List<Value> elements) implements Node {
    public ArrayNode {
      elements = List.copyOf(elements);
    }
  }

  /// What the elements of a collection mean.
  public enum Order {
    /// The order is part of the content.
    SEQUENCE,
    /// A set without order.
    SET,
    /// A set that keeps an order.
    ORDERED_SET
  }

  /// A collection of the JDK.
  ///
  /// @param comparator [Value.Null] for none
  public record CollectionNode(
      String className, Order order, Value comparator, List<Value> elements) implements Node {
    public CollectionNode {
      elements = List.copyOf(elements);
    }
  }

  /// A map of the JDK.
  ///
  /// @param comparator [Value.Null] for none
  public record MapNode(
      String className, boolean ordered, Value comparator, List<Value> keys, List<Value> values)
      implements Node {
    public MapNode {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  /// A field of an object.
  ///
  /// @param declaring binary name of the class that declares it
  public record FieldValue(String declaring, String name, Value value) implements Serializable {}

  /// Any other object, by its fields.
  public record ObjectNode(String className, List<FieldValue> fields) implements Node {
    public ObjectNode {
      fields = List.copyOf(fields);
    }
  }

  /// An object of the JDK that holds only objects of the JDK.
  ///
  /// @param bytes its serialized form, one character for a byte
  public record SerializedNode(String className, String bytes) implements Node {}

  /// A StringBuilder or StringBuffer.
  public record TextNode(String className, String text) implements Node {}

  /// An object that cannot be taken down, such as a thread or a lambda.
  public record OpaqueNode(String className) implements Node {}

  /// Whether every object can be made again from this.
  public boolean isComplete() {
    return nodes.stream().noneMatch(OpaqueNode.class::isInstance);
  }
}
