package dev.balsa.tools.deploy;

import com.google.gson.Gson;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/**
 * Kubernetes' own schema, as its Java client has it: which fields objects have, which must be
 * there, and of what kind they are. What it refuses, the API server would refuse.
 *
 * <p>Its classes are found by name: a compiler would ask for the libraries that they are annotated
 * with, which nothing here needs.
 */
final class KubernetesSchema {

  private static final String MODELS = "io.kubernetes.client.openapi.models.";

  private static final Map<String, String> KINDS =
      Map.of(
          "v1 ConfigMap", "V1ConfigMap",
          "v1 Service", "V1Service",
          "policy/v1 PodDisruptionBudget", "V1PodDisruptionBudget",
          "apps/v1 StatefulSet", "V1StatefulSet");

  private KubernetesSchema() {}

  /** The first thing that is wrong with an object; empty if nothing is. */
  static String mistakeOf(Map<String, Object> object) {
    String kind = object.get("apiVersion") + " " + object.get("kind");
    if (!KINDS.containsKey(kind)) {
      return "no such kind: " + kind;
    }
    try {
      Object unused =
          Class.forName(MODELS + KINDS.get(kind))
              .getMethod("fromJson", String.class)
              .invoke(null, new Gson().toJson(object));
      return "";
    } catch (InvocationTargetException e) {
      return kind + ": " + e.getCause().getMessage();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
