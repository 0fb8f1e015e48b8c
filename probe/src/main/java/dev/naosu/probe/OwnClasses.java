package dev.naosu.probe;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class files and resources in the patient's directories, read once and shared by the loaders
 * of all attempts. The directories must not change while the child lives.
 */
final class OwnClasses {
  /** A class file and the directory it is from. */
  static final class ClassFile {
    private final byte[] bytes;
    private final URL directory;

    ClassFile(byte[] bytes, URL directory) {
      this.bytes = bytes;
      this.directory = directory;
    }

    byte[] bytes() {
      return bytes;
    }

    URL directory() {
      return directory;
    }
  }

  private final List<File> directories = new ArrayList<>();
  private final Map<String, ClassFile> found = new ConcurrentHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  /** Directories in class path order. */
  OwnClasses(List<String> directories) {
    for (String directory : directories) {
      this.directories.add(new File(directory));
    }
  }

  /** The class file of a binary name, or null if the class is not in the directories. */
  ClassFile find(String binaryName) {
    ClassFile known = found.get(binaryName);
    if (known != null || missing.contains(binaryName)) {
      return known;
    }
    String path = binaryName.replace('.', '/') + ".class";
    for (File directory : directories) {
      File file = new File(directory, path);
      if (file.isFile()) {
        try {
          ClassFile read =
              new ClassFile(Files.readAllBytes(file.toPath()), directory.toURI().toURL());
          found.put(binaryName, read);
          return read;
        } catch (IOException e) {
          // As the JDK's own loaders do: what cannot be read is not there, for this directory.
        }
      }
    }
    missing.add(binaryName);
    return null;
  }

  /** The places where the directories have a resource, in class path order. */
  List<URL> resources(String name) {
    List<URL> urls = new ArrayList<>();
    for (File directory : directories) {
      File file = new File(directory, name);
      if (file.exists()) {
        try {
          urls.add(file.toURI().toURL());
        } catch (MalformedURLException e) {
          throw new IllegalStateException("a file always has a URL", e);
        }
      }
    }
    return urls;
  }
}
