package dev.naosu.bench.judge;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/// Loads one version of the patient's own classes; libraries come from its parent.
final class VersionLoader extends URLClassLoader {
  /// @param classPath own directories, in order
  VersionLoader(List<String> classPath, ClassLoader libraries) {
    super("version", urls(classPath), libraries);
  }

  static URL[] urls(List<String> classPath) {
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
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      if (name.startsWith("java.") || findResource(name.replace('.', '/') + ".class") == null) {
        return super.loadClass(name, resolve);
      }
      return findClass(name);
    }
  }
}
