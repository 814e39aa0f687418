package dev.bettong.source;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Makes buffers that count what is done with them: how many bytes of memory they hold, how many bytes were looked at and
 * how many were copied. For one thread.
 */
final class CountingAllocator extends AbstractByteBufAllocator {

    private long held;
    private long examined;
    private long copied;
    private long sized;

    CountingAllocator() {
        super(false);
    }

    /** Bytes of all buffers that are not released. */
    long held() {
        return held;
    }

    /** Bytes that were looked at, one by one or as part of a number. */
    long examined() {
        return examined;
    }

    /** Bytes that were copied from buffer to buffer, or to a larger array of the same buffer. */
    long copied() {
        return copied;
    }

    /** How often somebody asked a buffer how much memory it takes. */
    long sized() {
        return sized;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new CountingBuf(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new CountingBuf(initialCapacity, maxCapacity);
    }

    private final class CountingBuf extends UnpooledHeapByteBuf {

        CountingBuf(int initialCapacity, int maxCapacity) {
            super(CountingAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int size) {
            held += size;
            return super.allocateArray(size);
        }

        @Override
        protected void freeArray(byte[] array) {
            held -= array.length;
            super.freeArray(array);
        }

        @Override
        public int capacity() {
            sized++;
            return super.capacity();
        }

        @Override
        public ByteBuf capacity(int newCapacity) {
            copied += capacity();
            return super.capacity(newCapacity);
        }

        @Override
        public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int length) {
            copied += length;
            return super.setBytes(index, source, sourceIndex, length);
        }

        @Override
        public byte getByte(int index) {
            examined += Byte.BYTES;
            return super.getByte(index);
        }

        @Override
        protected byte _getByte(int index) {
            examined += Byte.BYTES;
            return super._getByte(index);
        }

        @Override
        protected int _getInt(int index) {
            examined += Integer.BYTES;
            return super._getInt(index);
        }

        @Override
        protected long _getLong(int index) {
            examined += Long.BYTES;
            return super._getLong(index);
        }
    }
}
