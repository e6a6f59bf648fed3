package io.quadriga.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of class names given by patterns: {@code a.B} is that class, {@code a.*} the classes of
 * that package, {@code a.**} also those of the packages below. A class nested in a named one needs
 * its own name, a lambda's class counts as the class that the lambda was written in.
 */
final class ClassNames {

    private final Set<String> names = new HashSet<>();

    private final Set<String> packages = new HashSet<>();

    private final Set<String> trees = new HashSet<>();

    ClassNames(List<String> patterns) {
        for (String pattern : patterns) {
            add(pattern);
        }
    }

    private void add(String pattern) {
        if (pattern.endsWith(".**")) {
            trees.add(checked(pattern, 3));
        } else if (pattern.endsWith(".*")) {
            packages.add(checked(pattern, 2));
        } else {
            names.add(checked(pattern, 0));
        }
    }

    private static String checked(String pattern, int suffix) {
        String name = pattern.substring(0, pattern.length() - suffix);
        for (String part : name.split("\\.", -1)) {
            if (!isName(part)) {
                throw new IllegalArgumentException(
                        "no such pattern: pattern="
                                + pattern
                                + "; use a.B for a class, a.* for a package, a.** for a package and"
                                + " those below");
            }
        }
        return name;
    }

    private static boolean isName(String part) {
        for (int i = 0; i < part.length(); i++) {
            if (!Character.isJavaIdentifierPart(part.charAt(i))) {
                return false;
            }
        }
        return !part.isEmpty();
    }

    boolean contains(Class<?> type) {
        String name = type.getName();
        int lambda = type.isHidden() ? name.indexOf("$$Lambda") : -1;
        return contains(lambda < 0 ? name : name.substring(0, lambda));
    }

    private boolean contains(String name) {
        if (names.contains(name)) {
            return true;
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0 && packages.contains(name.substring(0, dot))) {
            return true;
        }
        for (; dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            if (trees.contains(name.substring(0, dot))) {
                return true;
            }
        }
        return false;
    }
}
