package dev.naosu.replay;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Loads classes of the patient, rewritten where that is wanted: the libraries, or one version of
/// its own classes, which come before those of the parent.
final class VersionLoader extends URLClassLoader {
  private final Optional<Rewriting> rewriting;
  private final Map<String, byte[]> known;
  private final boolean ownFirst;

  private VersionLoader(
      String name,
      List<String> classPath,
      ClassLoader parent,
      Optional<Rewriting> rewriting,
      Map<String, byte[]> known,
      boolean ownFirst) {
    super(name, urls(classPath), parent);
    this.rewriting = rewriting;
    this.known = known;
    this.ownFirst = ownFirst;
  }

  /// What all versions share.
  static VersionLoader ofLibraries(List<String> classPath, Optional<Rewriting> rewriting) {
    return new VersionLoader(
        "libraries",
        classPath,
        ClassLoader.getPlatformClassLoader(),
        rewriting,
        new HashMap<>(),
        false);
  }

  /// One version.
  ///
  /// @param classPath own directories, in order
  /// @param known rewritten classes by place; filled as classes are loaded
  static VersionLoader ofVersion(
      List<String> classPath,
      ClassLoader libraries,
      Optional<Rewriting> rewriting,
      Map<String, byte[]> known) {
    return new VersionLoader("version", classPath, libraries, rewriting, known, true);
  }

  private static URL[] urls(List<String> classPath) {
    return classPath.stream()
        .map(
            path -> {
              try {
                return new File(path).toURI().toURL();
              } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path + " has no URL", e);
              }
            })
        .toArray(URL[]::new);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (name.equals(Leash.class.getName())) {
        return Leash.class;
      }
      return ownFirst
              && !name.startsWith("java.")
              && findResource(name.replace('.', '/') + ".class") != null
          ? findClass(name)
          : super.loadClass(name, resolve);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    URL place = rewriting.isEmpty() ? null : findResource(name.replace('.', '/') + ".class");
    if (place == null || rewriting.isEmpty()) {
      return super.findClass(name);
    }
    byte[] bytes = known.get(place.toString());
    if (bytes == null) {
      try (InputStream in = place.openStream()) {
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
      if (rewriting.get().concerns(bytes)) {
        bytes = rewriting.get().rewritten(bytes, this);
      }
      known.put(place.toString(), bytes);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
