/** The test kit, used as its users use it. */
package dev.balsa.testkit;
