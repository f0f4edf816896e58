"""What is printed: 说事码 posters on A4 and 连心卡 contact cards of 90 × 54 mm."""
