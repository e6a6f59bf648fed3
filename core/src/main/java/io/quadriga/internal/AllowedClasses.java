package io.quadriga.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Predicate;

/** Lets pass the classes that somebody named, and plain values of the JDK. */
public final class AllowedClasses implements Predicate<Class<?>> {

    /** What to do about a class that is refused. */
    public static final String REMEDY =
            "allow it by its name, or by its package, in the allow-list of the reader";

    /** Values that run no code of others when they are decoded, and collections of them. */
    private static final ClassNames VALUES =
            new ClassNames(
                    List.of(
                            "java.lang.Boolean",
                            "java.lang.Byte",
                            "java.lang.Character",
                            "java.lang.Double",
                            "java.lang.Enum",
                            "java.lang.Float",
                            "java.lang.Integer",
                            "java.lang.Long",
                            "java.lang.Number",
                            "java.lang.Object",
                            "java.lang.Record",
                            "java.lang.Short",
                            "java.lang.StackTraceElement",
                            "java.lang.String",
                            "java.lang.StringBuffer",
                            "java.lang.StringBuilder",
                            "java.math.BigDecimal",
                            "java.math.BigInteger",
                            "java.math.MathContext",
                            "java.math.RoundingMode",
                            "java.net.URI",
                            "java.time.**",
                            "java.util.AbstractMap$SimpleEntry",
                            "java.util.AbstractMap$SimpleImmutableEntry",
                            "java.util.ArrayDeque",
                            "java.util.ArrayList",
                            "java.util.Arrays$ArrayList",
                            "java.util.BitSet",
                            "java.util.CollSer",
                            "java.util.Collections$CopiesList",
                            "java.util.Collections$EmptyList",
                            "java.util.Collections$EmptyMap",
                            "java.util.Collections$EmptySet",
                            "java.util.Collections$SetFromMap",
                            "java.util.Collections$SingletonList",
                            "java.util.Collections$SingletonMap",
                            "java.util.Collections$SingletonSet",
                            "java.util.Collections$SynchronizedCollection",
                            "java.util.Collections$SynchronizedList",
                            "java.util.Collections$SynchronizedMap",
                            "java.util.Collections$SynchronizedRandomAccessList",
                            "java.util.Collections$SynchronizedSet",
                            "java.util.Collections$UnmodifiableCollection",
                            "java.util.Collections$UnmodifiableList",
                            "java.util.Collections$UnmodifiableMap",
                            "java.util.Collections$UnmodifiableRandomAccessList",
                            "java.util.Collections$UnmodifiableSet",
                            "java.util.Collections$ReverseComparator",
                            "java.util.Date",
                            "java.util.EnumMap",
                            "java.util.EnumSet",
                            "java.util.EnumSet$SerializationProxy",
                            "java.util.HashMap",
                            "java.util.HashSet",
                            "java.util.Hashtable",
                            "java.util.IdentityHashMap",
                            "java.util.ImmutableCollections$List12",
                            "java.util.ImmutableCollections$ListN",
                            "java.util.ImmutableCollections$Map1",
                            "java.util.ImmutableCollections$MapN",
                            "java.util.ImmutableCollections$Set12",
                            "java.util.ImmutableCollections$SetN",
                            "java.util.JumboEnumSet",
                            "java.util.LinkedHashMap",
                            "java.util.LinkedHashSet",
                            "java.util.LinkedList",
                            "java.util.Locale",
                            "java.util.Map$Entry",
                            "java.util.PriorityQueue",
                            "java.util.Properties",
                            "java.util.RegularEnumSet",
                            "java.util.TreeMap",
                            "java.util.TreeSet",
                            "java.util.UUID",
                            "java.util.Vector",
                            "java.util.concurrent.ConcurrentHashMap",
                            "java.util.concurrent.ConcurrentHashMap$Segment",
                            "java.util.concurrent.CopyOnWriteArrayList",
                            "java.util.concurrent.TimeUnit",
                            "java.util.concurrent.atomic.AtomicInteger",
                            "java.util.concurrent.atomic.AtomicLong",
                            "java.util.concurrent.locks.AbstractOwnableSynchronizer",
                            "java.util.concurrent.locks.AbstractQueuedSynchronizer",
                            "java.util.concurrent.locks.ReentrantLock",
                            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
                            "java.util.concurrent.locks.ReentrantLock$Sync"));

    private final ClassNames named;

    private AllowedClasses(ClassNames named) {
        this.named = named;
    }

    /**
     * Makes a rule.
     *
     * @param patterns class names, {@code a.*} or {@code a.**}
     * @return the rule
     * @throws IllegalArgumentException if a pattern is none of these
     */
    public static AllowedClasses of(String... patterns) {
        return new AllowedClasses(new ClassNames(List.of(patterns)));
    }

    /**
     * Says whether a class may pass. The class of a proxy may if all its interfaces may, which are
     * asked about one by one.
     */
    @Override
    public boolean test(Class<?> type) {
        if (Proxy.isProxyClass(type)) {
            return List.of(type.getInterfaces()).stream().allMatch(this);
        }
        return VALUES.contains(type) || isException(type) || named.contains(type);
    }

    private static boolean isException(Class<?> type) {
        return Throwable.class.isAssignableFrom(type)
                && type.getModule() == Object.class.getModule();
    }
}
