package dev.naosu.probe;

import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/**
 * Defines the patient's own classes for one attempt, changed ones first, and asks the loader of the
 * libraries for everything else. One per attempt, so statics of own classes start anew each time.
 */
final class OwnLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final OwnClasses own;
  private final Map<String, byte[]> changed;
  private final List<Class<?>> defined = Collections.synchronizedList(new ArrayList<>());

  OwnLoader(ClassLoader libraries, OwnClasses own, Map<String, byte[]> changed) {
    super(libraries);
    this.own = own;
    this.changed = changed;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = name.startsWith("java.") ? null : define(name);
      }
      if (loaded == null) {
        return super.loadClass(name, resolve);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> define(String name) {
    OwnClasses.ClassFile file = own.find(name);
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      if (file == null) {
        return null;
      }
      bytes = file.bytes();
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      definePackageOf(name.substring(0, dot));
    }
    Class<?> type = defineClass(name, bytes, 0, bytes.length, file == null ? null : domain(file));
    defined.add(type);
    return type;
  }

  /** How many classes were defined so far. */
  int definedCount() {
    return defined.size();
  }

  /** The classes defined so far, in order. */
  List<Class<?>> defined() {
    synchronized (defined) {
      return new ArrayList<>(defined);
    }
  }

  /** Some software finds its files next to its classes, by the code source. */
  private ProtectionDomain domain(OwnClasses.ClassFile file) {
    CodeSource source = new CodeSource(file.directory(), (Certificate[]) null);
    return new ProtectionDomain(source, null, this, null);
  }

  private void definePackageOf(String packageName) {
    try {
      definePackage(packageName, null, null, null, null, null, null, null);
    } catch (IllegalArgumentException e) {
      // It is defined already. To ask first would not help: another thread may come between.
      return;
    }
  }

  @Override
  public URL getResource(String name) {
    URL mine = findResource(name);
    return mine != null ? mine : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(own.resources(name));
    all.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(all);
  }

  @Override
  protected URL findResource(String name) {
    List<URL> urls = own.resources(name);
    return urls.isEmpty() ? null : urls.get(0);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(own.resources(name));
  }
}
