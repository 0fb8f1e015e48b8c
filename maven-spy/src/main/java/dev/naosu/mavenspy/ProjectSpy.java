package dev.naosu.mavenspy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/// Listens to a Maven build and, at its end, writes one properties file about all its projects.
///
/// The file is the one named by the property `naosu.spy.out`; without it nothing happens. Its keys
/// are `count` and, for each project from 0 in build order, `0.artifactId` and so on, as listed in
/// [ProjectFacts]. A list has the keys `.0`, `.1`, …
///
/// It never fails a build: what goes wrong here is written as `problem` into the same file.
@Named
@Singleton
public final class ProjectSpy extends AbstractEventSpy {
  private final Map<String, Properties> projects = new LinkedHashMap<>();

  @Override
  public void onEvent(Object event) {
    if (!(event instanceof ExecutionEvent)) {
      return;
    }
    ExecutionEvent execution = (ExecutionEvent) event;
    MavenSession session = execution.getSession();
    String out = session == null ? null : property(session, "naosu.spy.out");
    if (out == null) {
      return;
    }
    ExecutionEvent.Type type = execution.getType();
    if (type == ExecutionEvent.Type.MojoSucceeded) {
      MojoExecution mojo = execution.getMojoExecution();
      if (mojo.getArtifactId().equals("maven-compiler-plugin")) {
        learn(session, execution.getProject(), mojo);
      }
    } else if (type == ExecutionEvent.Type.ProjectSucceeded) {
      learn(session, execution.getProject(), null);
    } else if (type == ExecutionEvent.Type.SessionEnded) {
      write(Paths.get(out));
    }
  }

  private synchronized void learn(MavenSession session, MavenProject project, MojoExecution mojo) {
    String key = project.getId() + " " + project.getBasedir();
    Properties facts = projects.get(key);
    if (facts == null) {
      facts = new Properties();
      projects.put(key, facts);
    }
    try {
      new ProjectFacts(session, project, facts).learn(mojo);
    } catch (Exception e) {
      // the patient's build goes on whatever happens here
      facts.setProperty("problem", e.toString());
    }
  }

  private synchronized void write(Path file) {
    Properties all = new Properties();
    all.setProperty("count", Integer.toString(projects.size()));
    int index = 0;
    for (Properties facts : projects.values()) {
      for (String name : facts.stringPropertyNames()) {
        all.setProperty(index + "." + name, facts.getProperty(name));
      }
      index++;
    }
    try (OutputStream stream = Files.newOutputStream(file)) {
      all.store(stream, "what Maven knows of its projects, written for naosu");
    } catch (IOException e) {
      throw new IllegalStateException("naosu's Maven spy could not write " + file + ": " + e, e);
    }
  }

  private static String property(MavenSession session, String name) {
    String value = session.getUserProperties().getProperty(name);
    return value != null ? value : session.getSystemProperties().getProperty(name);
  }
}
