package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;

/**
 * Writes the class file of a {@link BodyCall} for one method, to be defined as a nestmate of the
 * class that has the method. By hand: a call through reflection or a method handle takes longer,
 * and the JDK's way to make a lambda costs a young worker 40 ms.
 */
final class BodyClass {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int VERSION = 69;
    private static final int FINAL_SYNTHETIC_PUBLIC = 0x1031;
    private static final int PUBLIC = 1;

    private static final int ACONST_NULL = 0x01;
    private static final int SIPUSH = 0x11;
    private static final int ALOAD_0 = 0x2A;
    private static final int ALOAD_1 = 0x2B;
    private static final int AALOAD = 0x32;
    private static final int ARETURN = 0xB0;
    private static final int RETURN = 0xB1;
    private static final int INVOKEVIRTUAL = 0xB6;
    private static final int INVOKESPECIAL = 0xB7;
    private static final int INVOKESTATIC = 0xB8;
    private static final int INVOKEINTERFACE = 0xB9;
    private static final int CHECKCAST = 0xC0;

    private static final String BASE = "io/quadriga/process/internal/BodyCall";
    private static final String CONSTRUCTOR = "<init>";
    private static final String NO_ARGUMENTS = "()V";
    private static final String CALL = "([Ljava/lang/Object;)Ljava/lang/Object;";

    /** The bytes of a Code attribute before and behind the instructions, its own header aside. */
    private static final int CODE_FRAME = 12;

    /** On the stack beside the arguments: the array, an index, the other half of a value. */
    private static final int SPARE = 3;

    private static final int FIRST_SIZE = 512;

    private final ConstantPool pool = new ConstantPool();

    private final FrameBuffer code = new FrameBuffer(FIRST_SIZE);

    private final LambdaBody body;

    private final boolean inInterface;

    private int arguments;

    private int slots;

    private BodyClass(LambdaBody body, boolean inInterface) {
        this.body = body;
        this.inInterface = inInterface;
    }

    /**
     * Writes a class file.
     *
     * @param body the method
     * @param inInterface whether it is in an interface
     * @return the class file, of a public class with a public constructor
     */
    static byte[] write(LambdaBody body, boolean inInterface) {
        return new BodyClass(body, inInterface).write();
    }

    private byte[] write() {
        int self = pool.type(body.host().concat("$$Quadriga"));
        int base = pool.type(BASE);
        FrameBuffer methods = new FrameBuffer(FIRST_SIZE);
        writeConstructor(methods);
        writeCall(methods);
        FrameBuffer file = new FrameBuffer(2 * FIRST_SIZE);
        ConstantPool.put4(MAGIC, file);
        ConstantPool.put4(VERSION, file);
        pool.write(file);
        ConstantPool.put2(FINAL_SYNTHETIC_PUBLIC, file);
        ConstantPool.put2(self, file);
        ConstantPool.put2(base, file);
        ConstantPool.put4(0, file); // no interfaces, no fields
        ConstantPool.put2(2, file);
        file.write(methods.array(), 0, methods.size());
        ConstantPool.put2(0, file);
        return file.toByteArray();
    }

    private void writeConstructor(FrameBuffer out) {
        code.write(ALOAD_0);
        code.write(INVOKESPECIAL);
        ConstantPool.put2(pool.method(ConstantPool.METHOD, BASE, CONSTRUCTOR, NO_ARGUMENTS), code);
        code.write(RETURN);
        writeMethod(CONSTRUCTOR, NO_ARGUMENTS, 1, 1, out);
    }

    private void writeCall(FrameBuffer out) {
        if (body.instance()) {
            loadArgument();
            castTo(body.host());
            slots++;
        }
        int at = 1;
        while (body.descriptor().charAt(at) != ')') {
            int end = Descriptor.end(body.descriptor(), at);
            loadArgument();
            convertArgument(body.descriptor().substring(at, end));
            at = end;
        }
        invoke();
        convertResult(body.descriptor().charAt(at + 1));
        code.write(ARETURN);
        writeMethod("call", CALL, slots + SPARE, 2, out);
    }

    private void loadArgument() {
        code.write(ALOAD_1);
        code.write(SIPUSH);
        ConstantPool.put2(arguments++, code);
        code.write(AALOAD);
    }

    private void castTo(String type) {
        code.write(CHECKCAST);
        ConstantPool.put2(pool.type(type), code);
    }

    private void convertArgument(String type) {
        char kind = type.charAt(0);
        String box = Descriptor.box(kind);
        if (box != null) {
            castTo(box);
            String getter = "()".concat(type);
            code.write(INVOKEVIRTUAL);
            ConstantPool.put2(
                    pool.method(ConstantPool.METHOD, box, Descriptor.unboxing(kind), getter), code);
        } else if (!type.equals("Ljava/lang/Object;")) {
            castTo(kind == 'L' ? type.substring(1, type.length() - 1) : type);
        }
        slots += kind == 'J' || kind == 'D' ? 2 : 1;
    }

    private void invoke() {
        int tag = inInterface ? ConstantPool.INTERFACE_METHOD : ConstantPool.METHOD;
        int method = pool.method(tag, body.host(), body.name(), body.descriptor());
        if (!body.instance()) {
            code.write(INVOKESTATIC);
            ConstantPool.put2(method, code);
        } else if (!inInterface) {
            code.write(INVOKEVIRTUAL);
            ConstantPool.put2(method, code);
        } else {
            code.write(INVOKEINTERFACE);
            ConstantPool.put2(method, code);
            code.write(slots);
            code.write(0);
        }
    }

    private void convertResult(char kind) {
        String box = Descriptor.box(kind);
        if (box != null) {
            String type = "L".concat(box).concat(";");
            String maker = "(".concat(String.valueOf(kind)).concat(")").concat(type);
            code.write(INVOKESTATIC);
            ConstantPool.put2(pool.method(ConstantPool.METHOD, box, "valueOf", maker), code);
        } else if (kind == 'V') {
            code.write(ACONST_NULL);
        }
    }

    private void writeMethod(
            String name, String descriptor, int stack, int locals, FrameBuffer out) {
        ConstantPool.put2(PUBLIC, out);
        ConstantPool.put2(pool.text(name), out);
        ConstantPool.put2(pool.text(descriptor), out);
        ConstantPool.put2(1, out);
        ConstantPool.put2(pool.text("Code"), out);
        ConstantPool.put4(CODE_FRAME + code.size(), out);
        ConstantPool.put2(stack, out);
        ConstantPool.put2(locals, out);
        ConstantPool.put4(code.size(), out);
        out.write(code.array(), 0, code.size());
        ConstantPool.put4(0, out); // no handlers, no attributes
        code.truncate(0);
    }
}
