package io.quadriga.internal;

import java.util.List;
import java.util.function.Predicate;

/**
 * Lets pass every class but those known as parts of attacks by decoding, what extends or implements
 * them, and proxies of their interfaces. A second fence: the first is that only a parent and its
 * own workers exchange such frames.
 */
public final class RefusedClasses implements Predicate<Class<?>> {

    /** The rule; it has no state. */
    public static final RefusedClasses RULE = new RefusedClasses();

    /** What to do about a class that is refused. */
    public static final String REMEDY =
            "it is known to do harm while it is decoded; no filter of the class path allows it, send"
                    + " plain data in its place, or allow it by a filter of your own";

    private static final ClassNames NAMES =
            new ClassNames(
                    List.of(
                            // The JDK's own.
                            "com.sun.corba.**",
                            "com.sun.jmx.**",
                            "com.sun.jndi.**",
                            "com.sun.org.apache.bcel.**",
                            "com.sun.org.apache.xalan.**",
                            "com.sun.rowset.**",
                            "java.beans.EventHandler",
                            "java.lang.ProcessBuilder",
                            "java.lang.Runtime",
                            "java.rmi.MarshalledObject",
                            "java.rmi.Remote",
                            "java.rmi.dgc.**",
                            "java.rmi.registry.**",
                            "java.rmi.server.**",
                            "java.security.SignedObject",
                            "javax.imageio.spi.**",
                            "javax.management.BadAttributeValueExpException",
                            "javax.management.MBeanServerInvocationHandler",
                            "javax.management.remote.**",
                            "javax.naming.Reference",
                            "javax.script.**",
                            "javax.sql.rowset.BaseRowSet",
                            "javax.swing.UIDefaults",
                            "javax.swing.UIDefaults$ProxyLazyValue",
                            "javax.xml.transform.Templates",
                            "sun.reflect.annotation.AnnotationInvocationHandler",
                            "sun.rmi.**",
                            "sun.swing.**",
                            // Apache.
                            "org.apache.bcel.**",
                            "org.apache.click.control.Column$ColumnComparator",
                            "org.apache.commons.beanutils.BeanComparator",
                            "org.apache.commons.collections.comparators.TransformingComparator",
                            "org.apache.commons.collections.functors.**",
                            "org.apache.commons.collections.keyvalue.TiedMapEntry",
                            "org.apache.commons.collections.map.DefaultedMap",
                            "org.apache.commons.collections.map.LazyMap",
                            "org.apache.commons.collections4.comparators.TransformingComparator",
                            "org.apache.commons.collections4.functors.**",
                            "org.apache.commons.collections4.keyvalue.TiedMapEntry",
                            "org.apache.commons.collections4.map.DefaultedMap",
                            "org.apache.commons.collections4.map.LazyMap",
                            "org.apache.commons.fileupload.disk.DiskFileItem",
                            "org.apache.myfaces.**",
                            "org.apache.wicket.util.upload.**",
                            "org.apache.xalan.**",
                            // Frameworks.
                            "org.hibernate.engine.spi.TypedValue",
                            "org.hibernate.tuple.component.**",
                            "org.jboss.interceptor.**",
                            "org.jboss.weld.interceptor.**",
                            "org.springframework.aop.framework.**",
                            "org.springframework.aop.target.**",
                            "org.springframework.beans.factory.**",
                            "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
                            "org.springframework.core.SerializableTypeWrapper$TypeProvider",
                            "org.springframework.transaction.jta.JtaTransactionManager",
                            // Languages.
                            "bsh.**",
                            "clojure.inspector.**",
                            "org.codehaus.groovy.runtime.ConversionHandler",
                            "org.codehaus.groovy.runtime.ConvertedClosure",
                            "org.codehaus.groovy.runtime.MethodClosure",
                            "org.mozilla.javascript.**",
                            "org.python.core.**",
                            // Others.
                            "com.fasterxml.jackson.databind.node.POJONode",
                            "com.mchange.v2.c3p0.**",
                            "com.mchange.v2.naming.**",
                            "com.rometools.rome.feed.impl.**",
                            "com.sun.syndication.feed.impl.**",
                            "com.vaadin.data.util.**",
                            "org.aspectj.weaver.tools.cache.**"));

    private RefusedClasses() {}

    @Override
    public boolean test(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (NAMES.contains(each) || implementsRefused(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean implementsRefused(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            if (NAMES.contains(each) || implementsRefused(each)) {
                return true;
            }
        }
        return false;
    }
}
