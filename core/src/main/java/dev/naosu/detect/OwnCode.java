package dev.naosu.detect;

import java.util.List;

/// Which frames of a stack trace are of the service itself, and not of the platform or a library.
///
/// @param packages of the service, such as `com.acme`; empty where nobody has named them, and then
///   everything counts that no well-known library or platform has
public record OwnCode(List<String> packages) {
  /// Nobody has said which packages a service has.
  public static final OwnCode UNSAID = new OwnCode(List.of());

  /// Platforms, servers, frameworks, drivers, agents.
  private static final List<String> FOREIGN =
      List.of(
          "_COROUTINE.",
          "akka.",
          "android.",
          "antlr.",
          "brave.",
          "cats.",
          "ch.qos.logback.",
          "clojure.",
          "co.elastic.",
          "com.alibaba.druid.",
          "com.amazonaws.",
          "com.atomikos.",
          "com.azure.",
          "com.codahale.",
          "com.couchbase.",
          "com.ctc.wstx.",
          "com.datadog.",
          "com.datastax.",
          "com.dynatrace.",
          "com.fasterxml.",
          "com.github.benmanes.",
          "com.google.",
          "com.hazelcast.",
          "com.ibm.",
          "com.jayway.",
          "com.lmax.",
          "com.mchange.",
          "com.microsoft.",
          "com.mongodb.",
          "com.mysql.",
          "com.netflix.",
          "com.newrelic.",
          "com.nimbusds.",
          "com.oracle.",
          "com.querydsl.",
          "com.rabbitmq.",
          "com.sun.",
          "com.thoughtworks.xstream.",
          "com.vaadin.",
          "com.zaxxer.hikari.",
          "compojure.",
          "datadog.",
          "feign.",
          "freemarker.",
          "graphql.",
          "groovy.",
          "io.confluent.",
          "io.grpc.",
          "io.helidon.",
          "io.javalin.",
          "io.jsonwebtoken.",
          "io.ktor.",
          "io.lettuce.",
          "io.micrometer.",
          "io.micronaut.",
          "io.netty.",
          "io.opentelemetry.",
          "io.projectreactor.",
          "io.prometheus.",
          "io.quarkus.",
          "io.r2dbc.",
          "io.reactivex.",
          "io.sentry.",
          "io.smallrye.",
          "io.swagger.",
          "io.undertow.",
          "io.vertx.",
          "io.vavr.",
          "jakarta.",
          "java.",
          "javassist.",
          "javax.",
          "jdk.",
          "jersey.",
          "junit.",
          "kotlin.",
          "kotlinx.",
          "liquibase.",
          "net.bytebuddy.",
          "net.logstash.",
          "net.sf.cglib.",
          "net.sf.ehcache.",
          "net.sf.jsqlparser.",
          "okhttp3.",
          "okio.",
          "oracle.",
          "org.aopalliance.",
          "org.apache.",
          "org.aspectj.",
          "org.assertj.",
          "org.bouncycastle.",
          "org.codehaus.",
          "org.eclipse.",
          "org.ehcache.",
          "org.elasticsearch.",
          "org.flywaydb.",
          "org.glassfish.",
          "org.graalvm.",
          "org.h2.",
          "org.hibernate.",
          "org.hsqldb.",
          "org.infinispan.",
          "org.jboss.",
          "org.jdbi.",
          "org.jetbrains.",
          "org.jgroups.",
          "org.joda.",
          "org.jooq.",
          "org.junit.",
          "org.mariadb.",
          "org.mockito.",
          "org.mybatis.",
          "org.opensearch.",
          "org.postgresql.",
          "org.quartz.",
          "org.redisson.",
          "org.slf4j.",
          "org.springdoc.",
          "org.springframework.",
          "org.testng.",
          "org.thymeleaf.",
          "org.wildfly.",
          "org.xml.",
          "org.xnio.",
          "org.yaml.",
          "play.",
          "reactor.",
          "redis.clients.",
          "retrofit2.",
          "ring.",
          "rx.",
          "scala.",
          "software.amazon.",
          "sun.",
          "weblogic.",
          "zio.",
          "zipkin2.");

  public OwnCode {
    packages = List.copyOf(packages);
  }

  boolean has(Frame frame) {
    String name = frame.className();
    return packages.isEmpty()
        ? FOREIGN.stream().noneMatch(name::startsWith)
        : packages.stream()
            .anyMatch(
                each ->
                    name.startsWith(each)
                        && (name.length() == each.length()
                            || name.charAt(each.length()) == '.'
                            || each.endsWith(".")));
  }
}
