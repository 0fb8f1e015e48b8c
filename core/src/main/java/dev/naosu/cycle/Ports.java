package dev.naosu.cycle;

import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.TestObserver;
import dev.naosu.project.Build;
import dev.naosu.project.Outputs;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.CandidateCompiler;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.Replay;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Worker;
import dev.naosu.repair.strategy.PastRepairs;
import dev.naosu.sandbox.Sandbox;
import java.time.InstantSource;

/// What the cycle needs of the world, all of it for one working copy.
public record Ports(
    WorkingCopy copy,
    Build build,
    TestObserver tests,
    CommandObserver commands,
    Worker.Source workers,
    CandidateCompiler.Source compilers,
    Replay replay,
    RequestReplay requests,
    RegressionTests regressionTests,
    PastRepairs pastRepairs,
    Outputs outputs,
    Sandbox sandbox,
    InstantSource clock) {}
