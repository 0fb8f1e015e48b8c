/// Inside the patient's Maven: writes down what it knows of its projects.
package dev.naosu.mavenspy;
